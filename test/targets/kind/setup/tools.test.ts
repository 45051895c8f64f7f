import { expect, test } from 'vitest';
import { tryTool } from '../../../../targets/kind/setup/tools.ts';

/** As Maven, Docker and kind do, whoever reads it. */
const coloured = `console.log('\\u001b[1mpacking\\u001b[0m'); console.log('\\u001b[0m\\u001b[0m'); console.log('')`;

test('what a tool says is told in plain text, and nothing where it says nothing', async () => {
  const told: string[] = [];
  const tools = { cwd: process.cwd(), environment: process.env };
  const { code } = await tryTool(tools, 'node', ['-e', coloured], (line) => told.push(line));
  expect({ code, told }).toEqual({ code: 0, told: ['packing'] });
});
