/** The clients that are compared: the generator, kafkajs as its README shows it, and the anchors. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child, observed, ownProcess } from '../processes.ts';
import { benchSite } from './plainReading.ts';
import type { Client } from './client.ts';
import { courant, javaClients, kcatClients, writePayloads } from './anchors.ts';

/** `courant generate` with a definition of its own: what a user runs. */
export function generator(folder: string, name: string, settings: object): Client {
  const definition = join(folder, `${name}.json`);
  writeFileSync(definition, JSON.stringify({ name: 'bench', generator: settings }));
  return {
    name,
    isObserved: true,
    start: (servers, flags = []) => {
      const args = [
        'generate',
        '--definition',
        definition,
        '--bootstrap-servers',
        servers,
        '--site',
        benchSite,
      ];
      return new Child({
        file: process.execPath,
        args: observed(courant, ...args, ...flags),
        cwd: folder,
        isObserved: true,
      });
    },
  };
}

const readme: Client = {
  name: 'kafkajs-readme',
  isObserved: true,
  start: (servers) =>
    new Child({
      file: process.execPath,
      args: observed(ownProcess('clients/readme'), servers),
      env: { KAFKAJS_NO_PARTITIONER_WARNING: '1' },
      isObserved: true,
    }),
};

/** Ours first: the others' ratios are told against it. */
export async function clientsIn(folder: string): Promise<Client[]> {
  const payloads = await writePayloads(folder);
  return [
    generator(folder, 'ours', { rate: 'max' }),
    generator(folder, 'ours-none', { rate: 'max', compression: 'none' }),
    generator(folder, 'ours-stock', { rate: 'max', encoder: 'stock' }),
    readme,
    ...(await javaClients(payloads)),
    ...(await kcatClients(payloads)),
  ];
}
