/**
 * Loaded before a Node client (`--import`), whatever it runs: on "begin" it starts to watch the event loop, on "end" it
 * tells what it saw. Until then it costs nothing.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { IntervalHistogram } from 'node:perf_hooks';
import type { ObserverAnswer, ObserverQuestion } from '../processes.ts';

let watched: IntervalHistogram | undefined;
let cpuBefore = process.cpuUsage();

function begin({ eventLoop }: ObserverQuestion): void {
  if (eventLoop) {
    watched = monitorEventLoopDelay({ resolution: 1 });
    watched.enable();
  }
  cpuBefore = process.cpuUsage();
}

function end(): ObserverAnswer {
  const { user, system } = process.cpuUsage(cpuBefore);
  watched?.disable();
  return {
    cpuSeconds: (user + system) / 1e6,
    eventLoopP99Ms: watched === undefined ? null : watched.percentile(99) / 1e6,
    eventLoopMaxMs: watched === undefined ? null : watched.max / 1e6,
    residentBytes: process.memoryUsage.rss(),
  };
}

if (process.send !== undefined) {
  process.on('message', (question: ObserverQuestion) => {
    if (question.ask === 'begin') begin(question);
    process.send?.(question.ask === 'begin' ? {} : end());
  });
  // Listening alone keeps no process alive.
  process.channel?.unref();
}
