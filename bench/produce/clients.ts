/** The clients that are compared: the generator, kafkajs as its README shows it, and the anchors. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { observedNode, ownProcess } from '../processes.ts';
import { courant, javaClients, kcatClients, writePayloads } from './anchors.ts';
import { eventsOfASize } from './events.ts';
import type { Client } from './measure.ts';
import { benchSite } from './plainReading.ts';

/** `courant generate` with a definition of its own: what a user runs. */
export function generator(folder: string, name: string, settings: object): Client {
  const definition = join(folder, `${name}.json`);
  writeFileSync(definition, JSON.stringify({ name: 'bench', generator: settings }));
  const generate = [courant, 'generate', '--definition', definition, '--site', benchSite];
  return {
    name,
    isObserved: true,
    start: (servers, flags = []) =>
      observedNode([...generate, '--bootstrap-servers', servers, ...flags], { cwd: folder }),
  };
}

const readme: Client = {
  name: 'kafkajs-readme',
  isObserved: true,
  start: (servers) =>
    observedNode([ownProcess('clients/readme'), servers], {
      env: { KAFKAJS_NO_PARTITIONER_WARNING: '1' },
    }),
};

/** Ours first: the others' ratios are told against it. */
export async function clientsIn(folder: string): Promise<Client[]> {
  const payloads = await writePayloads(folder);
  return [
    generator(folder, 'ours', { rate: 'max' }),
    generator(folder, 'ours-events', { rate: 'max', source: eventsOfASize }),
    generator(folder, 'ours-none', { rate: 'max', compression: 'none' }),
    generator(folder, 'ours-stock', { rate: 'max', encoder: 'stock' }),
    readme,
    ...(await javaClients(payloads)),
    ...(await kcatClients(payloads)),
  ];
}
