/** The machine on which a report is made, and what else it does. */
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { figuresFrom } from '../figure.ts';

/** Processes that ran or wanted to, on average of the last minute. */
export function loadNow(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10;
}

/** @param isRunning whether the load of now is that of the run */
export function machineFacts(isRunning: boolean) {
  const figure = figuresFrom('this machine, when the report was made');
  const all = cpus();
  return {
    cpu: figure('machine.cpu', 'text', all[0]?.model.trim()),
    cores: figure('machine.cores', 'count', all.length),
    memory: figure('machine.memory', 'bytes', totalmem()),
    system: figure('machine.system', 'text', `${type()} ${release()}`),
    load: figuresFrom('this machine, mean of the last minute', 'notRecorded')(
      'machine.load',
      'value',
      isRunning ? loadNow() : null,
    ),
  };
}
export type MachineFacts = ReturnType<typeof machineFacts>;
