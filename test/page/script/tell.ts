/** A whole chain, told at once, as a stream that opens. */
import type { LiveRow, LiveState } from '../../../page/live.ts';
import type { ScriptedServer } from './server.ts';
import {
  pointAt,
  scriptedChain,
  scriptedLetter,
  scriptedProof,
  scriptedRow,
  scriptedState,
} from './chain.ts';

export function tellChain(server: ScriptedServer, topic: string, fields: Partial<LiveState> = {}) {
  const nowMs = Date.now();
  server.tell('chain', scriptedChain());
  server.tell(
    'history',
    Array.from({ length: 299 }, (_, at) => pointAt(nowMs, at - 299)),
  );
  tellHappenings(server, nowMs);
  server.tell('state', scriptedState(fields));
  server.tell('proof', scriptedProof());
  const make = topic === 'readings.dlq' ? scriptedLetter : scriptedRow;
  const rows = Array.from({ length: 15 }, (_, at) => make(8_000 + at));
  server.tell('rows', { topic, rows, skipped: 4_980 });
  const letters = [8_000, 8_001].flatMap((at) => [
    scriptedLetter(at, 'hot_readings'),
    scriptedLetter(at, 'sensor_stats'),
  ]);
  server.tell('letters', { topic: 'readings.dlq', rows: letters.map(numbered), skipped: 0 });
}

/** Letters of one topic lie one after the other. */
function numbered(row: LiveRow, offset: number): LiveRow {
  return { ...row, offset };
}

function tellHappenings(server: ScriptedServer, nowMs: number): void {
  const told = [
    [-200, 'scaled', 'generator', 'scaled from 1 to 2 generators'],
    [-118, 'died', 'query:hot_readings', 'spark died: killed by SIGKILL'],
    [-112, 'restarted', 'query:hot_readings', 'spark was started again'],
    [-30, 'proven', 'topic:readings', 'proven so far: 12,300 readings not read yet'],
  ] as const;
  for (const [at, kind, node, sentence] of told) {
    server.tell('happened', { atMs: nowMs + at * 1_000, kind, node, sentence });
  }
}
