/** A broker a test file, and what verify says about the traces written to it. */
import { afterAll, beforeAll, expect } from 'vitest';
import { renderVerify } from '../../verify/render.ts';
import { verifyResult } from '../../verify/result.ts';
import { verify } from '../../verify/verify.ts';
import { startBroker } from './broker.ts';
import type { TestBroker } from './broker.ts';
import { Traces } from './law.ts';

export interface Bench {
  readonly broker: TestBroker;
  readonly traces: Traces;
}

/** Call at the top of a test file; the fields are there once the tests run. */
export function useTraces(): Bench {
  const bench = {} as { broker: TestBroker; traces: Traces };
  beforeAll(async () => {
    bench.broker = await startBroker();
    bench.traces = await Traces.open(bench.broker.connection);
  }, 120_000);
  afterAll(async () => {
    await bench.traces.close();
    await bench.broker.remove();
  });
  return bench;
}

/** The verdict as JSON, checked against its schema, and as text. */
export async function check({ traces }: Bench, deep = false, queries?: readonly string[]) {
  const result = await verify(traces.kafka, { deep, queries });
  expect(verifyResult.parse(result)).toEqual(result);
  return { result, text: renderVerify(result).join('\n') };
}
