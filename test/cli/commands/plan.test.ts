import { afterEach, expect, test } from 'vitest';
import { capacityDocument, planDocument } from '../../../cli/commands/begin/plan.ts';
import { courant, makeFolder } from '../courant.ts';

let folder: Awaited<ReturnType<typeof makeFolder>>;
afterEach(() => folder.dispose());

const chain = {
  'chain.config.json': '{"name":"mine","generator":{"rate":160000}}',
  'spark/queries/hot.sql': 'SELECT sensor AS key, value FROM readings\n',
};

test('plan sums what is asked of a cluster, and says what will be too little', async () => {
  folder = await makeFolder(chain);
  const text = await courant({ cwd: folder.path }, 'plan', '--profile', 'production');
  expect(text.code).toBe(0);
  expect(text.stdout).toMatch(/^Spark executor +2 +2\.00 +1\.4 GiB +4\.00 +2\.8 GiB$/m);
  expect(text.stdout).toMatch(/^together +\d+\.\d\d +\d+\.\d GiB$/m);
  expect(text.stderr).toContain(
    '! 160,000 readings a second (160,000 × 1) at 20,000 a core need 4',
  );
});

test('as JSON it is one document whose sum is that of its pods', async () => {
  folder = await makeFolder(chain);
  const { code, stdout } = await courant({ cwd: folder.path }, 'plan', '-o', 'json');
  const plan = planDocument.parse(JSON.parse(stdout));
  expect({ code, profile: plan.profile }).toEqual({ code: 0, profile: 'laptop' });
  const sum = plan.pods.reduce((total, pod) => total + pod.replicas * pod.memoryBytes, 0);
  expect(plan.total.memoryBytes).toBe(sum);
});

test('the diagram goes to stdout alone', async () => {
  folder = await makeFolder(chain);
  const { stdout, stderr } = await courant({ cwd: folder.path }, 'plan', '--diagram');
  expect(stdout).toMatch(/^flowchart LR\n/);
  expect(stdout).toContain('hot.sql');
  expect(stderr).toBe('');
});

test('what cannot fit is refused with exit code 2', async () => {
  folder = await makeFolder({
    ...chain,
    'chain.config.json': '{"name":"mine","sizing":{"budget":{"memory":"1 GiB"}}}',
  });
  const { code, stderr } = await courant({ cwd: folder.path }, 'plan');
  expect(code).toBe(2);
  expect(stderr).toContain('the budget is 1.0 GiB');
});

test('a rate is planned from measured costs, as a table and as JSON', async () => {
  folder = await makeFolder(chain);
  const text = await courant({ cwd: folder.path }, 'plan', '--rate', '1000000');
  expect(text.code).toBe(0);
  expect(text.stdout).toMatch(/^brokers, 3 replicas +5 +15$/m);
  expect(text.stdout).toMatch(/^network to 1 query, at most +10\.2 MiB\/s +198 MiB\/s$/m);
  const json = await courant({ cwd: folder.path }, 'plan', '--rate', '1000000', '-o', 'json');
  const found = capacityDocument.parse(JSON.parse(json.stdout));
  expect(found).toMatchObject({ readingsPerSecond: 1e6, queries: 1, partitions: 50 });
});

test.each([
  [['--rate', 'many'], '--rate: "many" is not a whole number'],
  [['--rate', '5', '--profile', 'laptop'], 'cannot be used with option'],
])('plan %j is refused', async (flags, problem) => {
  folder = await makeFolder(chain);
  const { code, stderr } = await courant({ cwd: folder.path }, 'plan', ...flags);
  expect(code).toBe(2);
  expect(stderr).toContain(problem);
});
