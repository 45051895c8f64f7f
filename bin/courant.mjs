#!/usr/bin/env node
/** `courant`: builds the sources when there is no build of them yet, then runs it. */
import module from 'node:module';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

/** kafkajs makes Node 24 warn of negative timeouts, and Node 20 of a JSON import: neither is the user's business. */
const noise = (warning) =>
  warning.name === 'TimeoutNegativeWarning' ||
  (warning.name === 'ExperimentalWarning' && /JSON modules/.test(warning.message));
const shown = process.listeners('warning');
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (!noise(warning)) for (const show of shown) show.call(process, warning);
});

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `error COURANT_TOOL_MISSING: this is Node ${process.versions.node}, courant needs 20.19 or later\n  → install it from https://nodejs.org`,
  );
  process.exit(3);
}

module.enableCompileCache?.();
const { builtOrEnd, setRoot } = await import('./build.mjs');
const built = await builtOrEnd();
setRoot(built);
const { main } = await import(pathToFileURL(join(built, 'cli/main.js')).href);
await main(process.argv.slice(2));
