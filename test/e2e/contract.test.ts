import { localTarget } from '../../targets/local/target.ts';
import { makeChainFolder } from '../targets/chainFolder.ts';
import { targetContract } from '../targets/target.contract.ts';

targetContract(
  'local',
  async () => {
    const place = await makeChainFolder({ name: 'contract', generator: { rate: 200 } });
    const target = localTarget(place, process.env);
    const report = {
      step: () => ({ progress: () => undefined, done: () => undefined, failed: () => undefined }),
      note: () => undefined,
    };
    return {
      target,
      output: 'hot_readings',
      dispose: async () => {
        await target.down({ report, keepData: false });
        await place.dispose();
      },
    };
  },
  { upMs: 300_000, otherMs: 150_000 },
);
