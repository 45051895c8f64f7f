/** Records of a topic, each once, however often one looks: every look goes on where the last one ended. */
import type { Kafka, RecordView } from '../../../kafka/client.ts';

export class ReadOn {
  readonly #topic: string;
  readonly #next = new Map<number, number>();

  constructor(topic: string) {
    this.#topic = topic;
  }

  async read(kafka: Kafka, visit: (record: RecordView) => void): Promise<void> {
    const bounds = (await kafka.offsets([this.#topic])).get(this.#topic) ?? [];
    const ranges = bounds.map(({ partition, start, end }) => ({
      partition,
      start: Math.min(end, Math.max(start, this.#next.get(partition) ?? start)),
      end,
    }));
    await kafka.scan(this.#topic, ranges, visit);
    for (const { partition, end } of ranges) this.#next.set(partition, end);
  }
}
