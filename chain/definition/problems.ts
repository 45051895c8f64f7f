/** Problems of a definition in the user's own words: all at once, each with the edit that mends it. */
import type { z } from 'zod';
import { notOneOf, oneOfHint } from './fields.ts';
import { nearest } from '../words/nearest.ts';
import { isPromise, quote, quotePath } from '../words/quote.ts';
import type { Problem } from './rule.ts';
import { choicesAt, fieldsAt } from './shape.ts';
import { valueAt } from './written.ts';

/**
 * Problems as printable lines (a problem, and below it an arrow with the edit), and how many there are.
 * @param written what the user wrote, to quote from
 * @param secrets places of passwords: told of, and never quoted
 */
export function describeProblems(
  schema: z.ZodType,
  issues: readonly z.core.$ZodIssue[],
  written: unknown,
  secrets: readonly PropertyKey[][],
): { count: number; lines: string[] } {
  const hidden = new Set(secrets.map(quotePath));
  const found = issues
    .flatMap((issue) => problemsOf(schema, issue, written))
    .filter(({ path }) => !hidden.has(quotePath(path)));
  const problems = [...found, ...secrets.map(secretProblem)];
  const lines = problems.flatMap(({ path, text, hint }) => [
    `${path.length === 0 ? '' : `${quotePath(path)}: `}${text}`,
    `  → ${hint}`,
  ]);
  return { count: problems.length, lines };
}

function problemsOf(schema: z.ZodType, issue: z.core.$ZodIssue, written: unknown): Problem[] {
  const { path } = issue;
  const value = valueAt(written, path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownField(schema, [...path, key], written));
  }
  if (issue.code === 'invalid_union') {
    const choices = choicesAt(schema, path, written);
    return [{ path, text: notOneOf(value, choices), hint: oneOfHint(value, choices) }];
  }
  if (issue.code === 'invalid_type') return [wrongType(path, issue.expected, value)];
  if (issue.code === 'custom') return [{ path, text: issue.message, hint: hintOf(issue) }];
  if (issue.code === 'too_small')
    return [{ path, text: 'it is empty', hint: 'name at least one, or remove it' }];
  return [{ path, text: issue.message, hint: 'write another value' }];
}

function hintOf({ params }: z.core.$ZodIssueCustom): string {
  const hint = params?.['hint'] as unknown;
  return typeof hint === 'string' ? hint : 'write another value';
}

function wrongType(path: readonly PropertyKey[], expected: string, value: unknown): Problem {
  if (isPromise(value)) {
    return {
      path,
      text: `${path.length === 0 ? 'the definition' : 'it'} is a promise`,
      hint: 'await it',
    };
  }
  if (path.length === 0) {
    return {
      path,
      text: `the definition is ${quote(value)}`,
      hint: 'write: export default defineChain({ name: "my-chain" })',
    };
  }
  const isList = expected === 'array';
  return {
    path,
    text: `${quote(value)} where a ${isList ? 'list' : 'group of settings'} belongs`,
    hint: `write ${String(path.at(-1))}: ${isList ? '[…]' : '{ … }'}`,
  };
}

/** Fields that people look for under another name, by the field they mean. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  replicationFactor: ['replicas', 'replication', 'copies'],
  replicas: ['instances', 'generators', 'count', 'scale'],
  rate: ['ratePerSecond', 'readingsPerSecond', 'throughput', 'speed'],
  retention: ['retentionMs', 'retention.ms', 'ttl'],
  retentionBytes: ['retention.bytes', 'maxBytes'],
  files: ['file', 'path', 'folder'],
  sensor: ['key', 'sensorColumn', 'sensorId'],
  time: ['timestamp', 'timeColumn', 'eventTime'],
  folder: ['dir', 'directory', 'path'],
  memory: ['heap', 'ram'],
};

function unknownField(schema: z.ZodType, path: readonly PropertyKey[], written: unknown): Problem {
  const name = String(path.at(-1));
  const fields = fieldsAt(schema, path.slice(0, -1), written);
  const meant =
    nearest(name, fields) ?? fields.find((field) => otherNames[field]?.includes(name) === true);
  const list = fields.join(', ');
  return {
    path,
    text: 'there is no such field',
    hint: meant === undefined ? `the fields here are ${list}` : `did you mean "${meant}"?`,
  };
}

function secretProblem(path: readonly PropertyKey[]): Problem {
  return {
    path,
    text: 'a password or another secret in clear; a definition is copied into logs, files and manifests',
    hint: 'remove it: users and their passwords are made when the chain starts',
  };
}
