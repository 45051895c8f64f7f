/** A status of a chain that is well, with what a test changes. */
import type { StatusDocument, StatusQuery } from '../../../targets/data/status.ts';
import type { Leg } from '../../../targets/target.ts';

export function legOf(name: Leg['name'], fields: Partial<Leg> = {}): Leg {
  return {
    name,
    id: name === 'generator' ? 'generator-0' : name,
    state: 'running',
    pid: 1,
    since: null,
    restarts: 0,
    lastFailure: null,
    residentBytes: null,
    ...fields,
  };
}

export function queryOf(name: string, fields: Partial<StatusQuery> = {}): StatusQuery {
  return {
    name,
    engine: 'spark',
    state: 'running',
    rowsRead: 100,
    valid: 100,
    deadLetters: 0,
    late: 0,
    lagRows: 0,
    lagSeconds: 0,
    ratePerSecond: 5_000,
    watermark: null,
    lastBatchMs: 100,
    lastBatchPhases: null,
    restarts: 0,
    plan: { kind: 'stateless' },
    mode: null,
    error: null,
    ...fields,
  };
}

export function statusOf(fields: Partial<StatusDocument> = {}): StatusDocument {
  return {
    target: 'local',
    state: 'running',
    generator: {
      replicas: 1,
      ratePerSecond: 5_000,
      askedPerSecond: 5_000,
      acknowledged: 100,
      failed: 0,
      unknown: 0,
      badRows: 0,
      cells: [],
      warnings: [],
      injected: 0,
    },
    kafka: {
      state: 'running',
      bootstrapServers: [],
      topics: [{ name: 'readings', partitions: 1, records: 100, ratePerSecond: 5_000 }],
    },
    queries: [queryOf('sensor_stats')],
    legs: [legOf('generator'), legOf('kafka'), legOf('spark')],
    residentBytes: null,
    diskBytes: null,
    firstReadingMs: null,
    firstRowMs: null,
    reasons: {},
    ...fields,
  };
}
