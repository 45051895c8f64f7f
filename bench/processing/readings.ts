/** Readings of a topic as they are counted: how many, and how many of them are hot. */
import { topicNames } from '../../chain/names.ts';
import { isoTimeMs } from '../../chain/words/isoTime.ts';
import type { Kafka } from '../../kafka/client.ts';

export interface SeenReading {
  readonly sensor: string;
  readonly eventMs: number;
  readonly recordMs: number;
  readonly isHot: boolean;
}

interface Written {
  readonly sensor: string;
  readonly kind: string;
  readonly value: number;
  readonly unit: string;
  readonly event_time: string;
}

/** The condition of spark/queries/hot_readings.sql. */
function isHot({ kind, value, unit }: Written): boolean {
  return kind === 'temperature' && unit === 'Cel' && value > 30;
}

/** Records are counted, never offsets: markers of transactions take those too. */
export class Readings {
  readonly #kafka: Kafka;
  #ends = new Map<number, number>();
  total = 0;
  hot = 0;

  constructor(kafka: Kafka) {
    this.#kafka = kafka;
  }

  /** Offsets that no record has. */
  get markers(): number {
    return [...this.#ends.values()].reduce((sum, end) => sum + end, 0) - this.total;
  }

  /** Counts what came since the last time. */
  async count(see: (reading: SeenReading) => void = () => undefined): Promise<void> {
    const bounds = await this.#bounds();
    const ranges = bounds.map(({ partition, end }) => {
      return { partition, start: this.#ends.get(partition) ?? 0, end };
    });
    await this.#kafka.scan(topicNames.readings, ranges, ({ value, timestampMs }) => {
      const written = JSON.parse(value?.toString() ?? '') as Written;
      const hot = isHot(written);
      this.total += 1;
      this.hot += hot ? 1 : 0;
      const { sensor, event_time: time } = written;
      see({ sensor, eventMs: isoTimeMs(time), recordMs: timestampMs, isHot: hot });
    });
    this.#ends = new Map(bounds.map(({ partition, end }) => [partition, end]));
  }

  /** Records in the topic by now, those that were not counted yet included. */
  async inTopic(): Promise<number> {
    return (await this.#bounds()).reduce((sum, { end }) => sum + end, 0) - this.markers;
  }

  async #bounds() {
    return (await this.#kafka.offsets([topicNames.readings])).get(topicNames.readings) ?? [];
  }
}
