/** `import … from 'courant'`: the definition of a chain. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, setRoot } from './build.mjs';

setRoot();
const definition = await import(pathToFileURL(join(await ensureBuilt(), 'chain/chain.js')).href);
export const { defineChain, resolveChain, topicSettings } = definition;
