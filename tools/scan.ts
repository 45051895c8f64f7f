/** `npm run scan`: scanners over the committed manifests. Each finding is explained in tools/scan/explained.ts, or fails. */
import { CourantError } from '../chain/errors.ts';
import { compared, explained } from './scan/explained.ts';
import { scan } from './scan/scanners.ts';
import { runTool } from './tool.ts';

const help = `Runs kube-score and checkov over dist/ and dist/production/, and fails on a finding that tools/scan/explained.ts
does not explain, or explains in vain.`;

await runTool({ name: 'scan', help }, async () => {
  const { fresh, stale } = compared(await scan());
  if (fresh.length + stale.length > 0) {
    throw new CourantError({
      code: 'COURANT_LEG_FAILED',
      message: `${fresh.length} findings are explained nowhere, ${stale.length} explanations are of nothing`,
      details: [...fresh, ...stale.map((line) => `found no more: ${line}`)],
      hint: 'mend the cause, or say why it stays: tools/scan/explained.ts',
    });
  }
  for (const { scanner, check, objects, profiles, why } of explained) {
    const where = `${objects.join(', ')} (${profiles.join(', ')})`;
    process.stdout.write(`${scanner}: ${check}\n  ${where}\n  stays: ${why}\n`);
  }
});
