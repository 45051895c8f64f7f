/** The intake of a source that writes its readings as records. */
import type { Pacer } from '../pace/pacer.ts';
import { untilRoom } from './intake.ts';
import type { Intake, RecordSink } from './intake.ts';
import type { RecordSource } from './source.ts';

export class RecordIntake implements Intake {
  readonly isTimed = false;
  readonly nextDueMs = undefined;
  readonly mostATick = 5_000;
  readonly #source: RecordSource;

  constructor(source: RecordSource) {
    this.#source = source;
  }

  get position(): number {
    return this.#source.position;
  }

  get isCatchingUp(): boolean {
    return this.#source.isCatchingUp;
  }

  isCatchingUpIn(partition: number): boolean {
    return this.#source.isCatchingUpIn(partition);
  }

  get isEnded(): boolean {
    return this.#source.isEnded;
  }

  isDue(pacer: Pacer): boolean {
    return pacer.due > 0;
  }

  async take(sink: RecordSink, pacer: Pacer, most: number, signal: AbortSignal): Promise<number> {
    const due = Math.min(pacer.due, most);
    let taken = 0;
    while (taken < due && !signal.aborted && !this.isEnded) {
      if (sink.hasRoom) taken += this.#source.write(sink, due - taken);
      else await untilRoom(sink, signal);
    }
    pacer.take(taken);
    if (taken > 0) sink.flush();
    return taken;
  }
}
