import { ESLint } from 'eslint';
import { expect, test } from 'vitest';

const eslint = new ESLint();

async function complaints(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return (result?.messages ?? []).map((message) => message.message);
}

test.each([
  ['chain/names.ts', "import '../kafka/client.ts';", 'chain/ may not import kafka/'],
  ['kafka/connection.ts', "import '../verify/verify.ts';", 'kafka/ may not import verify/'],
  ['targets/target.ts', "import '../generator/source.ts';", 'targets/ may not import generator/'],
  ['targets/target.ts', "import '../verify/verify.ts';", 'targets/ may not import verify/'],
  [
    'examples/word-count/agree.ts',
    "import '../../targets/target.ts';",
    'examples/ may not import targets/: examples are users',
  ],
  ['main.ts', "import './targets/target.ts';", 'main.ts may not import targets/'],
  ['charts/kafka.ts', "import '../targets/target.ts';", 'charts/ may not import targets/'],
  ['targets/target.ts', "import '../charts/kafka.ts';", 'targets/ may not import charts/'],
  [
    'cli/terminal/text.ts',
    "import type { Shell } from '../shell.ts'; export type S = Shell;",
    'cli/terminal may not import cli/*.ts: what a command gets from its process',
  ],
  [
    'targets/kind/up.ts',
    "import '../local/up.ts';",
    'targets/kind may not import targets/local: the two targets know nothing of each other',
  ],
  [
    'generator/lanes/lane.ts',
    "export { produce } from '../produce.ts';",
    'generator/lanes may not import generator/*.ts',
  ],
  [
    'verify/evidence/late.ts',
    "await import('../hops/queryHop.ts');",
    'verify/evidence may not import verify/hops',
  ],
  ['charts/kafka.ts', 'process.env.HOME;', 'Mains read the environment'],
  ['cli/main.ts', "import '../kafka/client.ts';", 'cli/ may not import kafka/'],
  [
    'verify/verify.ts',
    "import { Kafka } from 'kafkajs'; new Kafka({ brokers: [] });",
    'kafkajs is driven in one place',
  ],
  [
    'targets/target.ts',
    "import 'node:child_process';",
    'targets/machine/processes.ts is the only file that spawns',
  ],
  ['chain/names.ts', 'process.exit(1);', 'Only mains end the process'],
])('%s may not contain %s', async (file, code, expected) => {
  expect((await complaints(file, code)).join('\n')).toContain(expected);
});

test('an allowed arrow passes', async () => {
  const found = await complaints('kafka/connection.ts', "import '../chain/names.ts';");
  expect(found.join('\n')).not.toContain('may not import');
});
