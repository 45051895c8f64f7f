/** The contract of every target, on the cluster that kind-config.yaml names. */
import { kindTarget } from '../../../targets/kind/target.ts';
import { makeChainFolder } from '../chainFolder.ts';
import { targetContract } from '../target.contract.ts';

const silent = {
  step: () => ({ progress: () => undefined, done: () => undefined, failed: () => undefined }),
  note: () => undefined,
};

targetContract(
  'kind',
  async () => {
    // Operators that are there already watch the namespace of the chain of this folder.
    const place = await makeChainFolder({ name: 'sensors', generator: { rate: 200 } });
    const target = kindTarget(place, process.env, { keepCluster: true });
    return {
      target,
      output: 'hot_readings',
      dispose: async () => {
        await target.down({ report: silent, keepData: false });
        await place.dispose();
      },
    };
  },
  { upMs: 1_500_000, otherMs: 300_000 },
);
