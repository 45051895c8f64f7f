/** `npm run plain`: counts words without an engine. Says its counts when it has caught up, and at Ctrl-C. */
import { main, readStatus } from './chain.ts';
import type { Counts } from './compare.ts';
import { PlainCount } from './plainCount.ts';

function print(title: string, counts: Counts): void {
  const all = [...counts].map(([word, n]) => `${word} ${n}`);
  console.log(`${title}: ${all.join(' · ')}`);
}

await main(async () => {
  const { kafka } = await readStatus();
  const plain = new PlainCount(kafka.bootstrapServers);
  const stopped = new Promise((resolve) => process.once('SIGINT', resolve));
  await plain.start();
  await Promise.race([plain.caughtUp(), stopped]);
  print('caught up', plain.counts);
  await stopped;
  await plain.stop();
  print('at Ctrl-C', plain.counts);
});
