/** Edits of queries while they run: one that may go on, and one whose state no longer fits. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Judge } from '../judge.ts';
import type { Fault } from '../schedule.ts';
import { queries } from '../stage.ts';
import type { Stage } from '../stage.ts';

type Edit = Extract<Fault, { kind: 'edit' }>;

/** The runner reads its files when it starts. */
export async function editQuery(stage: Stage, judge: Judge, edit: Edit): Promise<void> {
  if (edit.of === 'stateless') {
    await rewrite(stage, queries.stateless, /value > -?\d+/, `value > ${edit.above}`);
    await stage.signal('spark', 'SIGKILL');
    return;
  }
  const length = `${edit.windowMs / 1_000} seconds`;
  await rewrite(stage, queries.window, /'\d+ seconds'/, `'${length}'`);
  await stage.signal('spark', 'SIGKILL');
  stage.windowMs = edit.windowMs;
  await startOver(stage, queries.window);
  judge.beginWindows();
}

export async function startOver({ chain }: Stage, query: string): Promise<void> {
  const { code, stderr } = await chain.run('reset', query, '--yes');
  if (code !== 0) throw new Error(`courant reset ${query} exited ${code}\n${stderr}`);
}

async function rewrite({ chain }: Stage, query: string, what: RegExp, by: string): Promise<void> {
  const file = join(chain.folder, 'spark/queries', `${query}.sql`);
  const text = await readFile(file, 'utf8');
  if (!what.test(text)) throw new Error(`nothing to edit in ${file}`);
  await writeFile(file, text.replace(what, by));
}
