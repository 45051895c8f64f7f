/** `courant doctor`: what this machine needs and has, the definition included. */
import type { Command } from 'commander';
import { z } from 'zod';
import { resolveChain } from '../../../chain/chain.ts';
import { CourantError, toCourantError } from '../../../chain/errors.ts';
import { counted } from '../../../chain/words/counted.ts';
import type { Check } from '../../../targets/target.ts';
import { checkQueries } from '../../chain/checkQueries.ts';
import { askedTarget } from '../../chain/chosenTarget.ts';
import { loadChain } from '../../chain/definition.ts';
import { targetFor } from '../../chain/findChain.ts';
import type { ChainFlags } from '../../chain/findChain.ts';
import { kindOptions } from '../../chain/kindFlags.ts';
import type { Shell } from '../../shell.ts';
import type { Output } from '../../terminal/output.ts';
import { dim, green, red } from '../../terminal/text.ts';

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

export function doctor(command: Command, shell: Shell): void {
  kindOptions(command).action(async () => {
    const { output } = shell;
    const flags = command.optsWithGlobals<ChainFlags>();
    const checks = await allChecks(shell, flags);
    const broken = checks.filter((check) => !check.ok);
    if (flags.output === 'json') output.json({ ok: broken.length === 0, checks });
    else printChecks(output, checks, flags);
    if (broken.length > 0) shell.fail(failure(broken, checks.length));
  });
}

/** All checks, whatever fails; also in a folder without a chain. */
async function allChecks(shell: Shell, flags: ChainFlags): Promise<readonly Check[]> {
  const { workingFolder } = shell;
  try {
    const chainFolder = await loadChain({ ...flags, workingFolder }, shell);
    const target = await targetFor(shell, chainFolder, flags);
    const [machine, queries] = await Promise.all([
      target.doctor(),
      checkQueries(chainFolder).then(undefined, toCourantError),
    ]);
    const found = Array.isArray(queries)
      ? `${chainFolder.file}, ${counted(queries.length, 'query', 'queries')}`
      : undefined;
    return [...machine, definitionCheck(found ?? queries)];
  } catch (thrown) {
    const error = toCourantError(thrown);
    if (!error.code.startsWith('COURANT_CONFIG')) throw error;
    const chain = resolveChain({ name: 'doctor' }, 'the defaults');
    const nowhere = { folder: workingFolder, chain, file: 'chain.config.ts' };
    const target = await targetFor(shell, nowhere, flags);
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

function printChecks(output: Output, checks: readonly Check[], flags: ChainFlags): void {
  for (const { ok, title, found, needed, hint } of checks) {
    const sign = ok ? green('✓') : red('✗');
    const line = [sign, ` ${title}: ${found}`, ok ? '' : dim(`  needed: ${needed}`)];
    output.line(output.asTyped(line));
    if (hint !== null) output.line(output.asTyped(`  → ${hint}`));
  }
  if (checks.every(({ ok }) => ok)) {
    const where = askedTarget(flags) === 'kind' ? ' --target kind' : '';
    output.note(`this machine has all that a chain needs → courant up${where}`);
  }
}

function failure(broken: readonly Check[], count: number): CourantError {
  const isDefinition = broken.every(({ id }) => id === 'definition');
  return new CourantError({
    code: isDefinition ? 'COURANT_CONFIG_INVALID' : 'COURANT_TOOL_MISSING',
    message: `${broken.length} of ${count} checks failed`,
  });
}
