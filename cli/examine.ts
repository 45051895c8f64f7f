/** What this machine needs and has, the definition included. */
import { z } from 'zod';
import { resolveChain } from '../chain/chain.ts';
import { CourantError, toCourantError } from '../chain/errors.ts';
import type { Check } from '../targets/target.ts';
import { loadChain } from './chain/definition.ts';
import { targetFor } from './chain/findChain.ts';
import type { PlaceFlags } from './chain/findChain.ts';
import { checkQueries } from './chain/checkQueries.ts';
import type { Shell } from './shell.ts';
import { dim, green, red } from './terminal/text.ts';

/** What `courant doctor -o json` prints. */
export const doctorDocument = z.object({
  ok: z.boolean(),
  checks: z.array(
    z.object({
      id: z.string(),
      ok: z.boolean(),
      title: z.string(),
      found: z.string(),
      needed: z.string(),
      hint: z.string().nullable(),
    }),
  ),
});

/** All checks, whatever fails; also in a folder without a chain. */
export async function examine(shell: Shell, flags: PlaceFlags): Promise<readonly Check[]> {
  const { workingFolder } = shell;
  try {
    const chainFolder = await loadChain({ ...flags, workingFolder });
    const { target } = await targetFor(shell, chainFolder, flags);
    const [machine, queries] = await Promise.all([
      target.doctor(),
      checkQueries(chainFolder).then(undefined, toCourantError),
    ]);
    const found = Array.isArray(queries)
      ? `${chainFolder.file}, ${queries.length === 1 ? '1 query' : `${queries.length} queries`}`
      : undefined;
    return [...machine, definitionCheck(found ?? queries)];
  } catch (thrown) {
    const error = toCourantError(thrown);
    if (!error.code.startsWith('COURANT_CONFIG')) throw error;
    const chain = resolveChain({ name: 'doctor' }, 'the defaults');
    const nowhere = { folder: workingFolder, chain, file: 'chain.config.ts' };
    const { target } = await targetFor(shell, nowhere, flags);
    const machine = await target.doctor();
    const isElsewhere = error.code === 'COURANT_CONFIG_MISSING' && flags.config === undefined;
    return isElsewhere ? machine : [...machine, definitionCheck(error)];
  }
}

function definitionCheck(found: string | readonly string[] | CourantError): Check {
  const isBroken = found instanceof CourantError;
  return {
    id: 'definition',
    title: 'definition of the chain',
    ok: !isBroken,
    found: isBroken ? [found.message, ...found.details].join('; ') : String(found),
    needed: 'a definition and queries without problems',
    hint: isBroken ? (found.hint ?? 'courant up prints each problem with its edit') : null,
  };
}

export function printChecks(shell: Shell, checks: readonly Check[], format: 'text' | 'json'): void {
  const { output } = shell;
  const broken = checks.filter((check) => !check.ok);
  if (format === 'json') output.json({ ok: broken.length === 0, checks });
  else {
    for (const check of checks) printCheck(shell, check);
    if (broken.length === 0) output.note('this machine has all that a chain needs → courant up');
  }
  if (broken.length > 0) {
    shell.fail(
      new CourantError({
        code: broken.every(({ id }) => id === 'definition')
          ? 'COURANT_CONFIG_INVALID'
          : 'COURANT_TOOL_MISSING',
        message: `${broken.length} of ${checks.length} checks failed`,
      }),
    );
  }
}

function printCheck({ output }: Shell, check: Check): void {
  const sign = check.ok ? green('✓') : red('✗');
  output.line([
    sign,
    ` ${check.title}: ${check.found}`,
    check.ok ? '' : dim(`  needed: ${check.needed}`),
  ]);
  if (check.hint !== null) output.line(`  → ${check.hint}`);
}
