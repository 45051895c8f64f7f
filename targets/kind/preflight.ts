/** What would keep `up` from working, found before anything is made: the list of `doctor`, all problems at once. */
import { CourantError } from '../../chain/errors.ts';
import type { Reporter } from '../target.ts';
import { doctor } from './doctor.ts';
import type { Site } from './setup/chainOnCluster.ts';

/** @throws CourantError COURANT_TOOL_MISSING with every check that failed */
export async function assertMachine(site: Site, report: Reporter): Promise<void> {
  const step = report.step('looking at this machine');
  const broken = (await doctor(site)).filter(({ ok }) => !ok);
  if (broken.length === 0) {
    step.done();
    return;
  }
  step.failed();
  const lines = broken.flatMap(({ title, found, needed, hint }) => [
    `${title}: ${found}; needed: ${needed}`,
    ...(hint === null ? [] : [`  → ${hint}`]),
  ]);
  throw new CourantError({
    code: 'COURANT_TOOL_MISSING',
    message:
      broken.length === 1
        ? 'something that target kind needs is missing'
        : `${broken.length} things that target kind needs are missing`,
    details: lines,
    left: 'nothing was started',
    hint: 'look again: courant doctor --target kind',
  });
}
