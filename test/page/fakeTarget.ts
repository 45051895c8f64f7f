/** A target whose legs are said to run. */
import { setTimeout as pause } from 'node:timers/promises';
import type { KafkaConnection } from '../../kafka/client.ts';
import type { LegControls, TargetState } from '../../targets/target.ts';

/** It counts who reads Kafka. */
export class FakeTarget {
  /** How the broker is reached. */
  connection: KafkaConnection;
  connections = 0;
  open = 0;
  readonly asked: string[] = [];
  isRunning = true;
  readonly name = 'local';
  controls: LegControls | undefined = {
    pause: () => this.#ask('pause'),
    resume: () => this.#ask('resume'),
    kill: (leg) => this.#ask(`kill ${leg}`),
  };

  constructor(connection: KafkaConnection) {
    this.connection = connection;
  }

  state(): Promise<TargetState> {
    const fields = { pid: 1, since: null, restarts: 0, lastFailure: null, residentBytes: 1_000 };
    const legs = (['kafka', 'spark'] as const).map((name) => ({
      name,
      id: name,
      state: 'running' as const,
      ...fields,
    }));
    return Promise.resolve({
      running: this.isRunning,
      phase: this.isRunning ? 'running' : 'stopped',
      replicas: 1,
      legs,
      bootstrapServers: this.connection.bootstrapServers,
      firstReadingMs: null,
      firstRowMs: null,
      diskBytes: 10,
    });
  }

  scale(replicas: number): Promise<void> {
    return this.#ask(`scale ${replicas}`);
  }

  async withKafka<T>(use: (connection: KafkaConnection) => Promise<T>): Promise<T> {
    this.connections += 1;
    this.open += 1;
    try {
      return await use(this.connection);
    } finally {
      this.open -= 1;
    }
  }

  async #ask(what: string): Promise<void> {
    this.asked.push(what);
    await pause(50);
  }
}
