/** `node bench/run.mjs NAME [ARGUMENTS]`: runs `bench/NAME.ts`, built like everything else, in this process. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { runBuilt, workshop } from '../bin/build.mjs';

// Node 20 warns of JSON imports, Node 24 of kafkajs's negative timeouts: neither is a measurement.
process.removeAllListeners('warning');
process.setSourceMapsEnabled(true);
// So that a measurement can begin on a clean heap.
setFlagsFromString('--expose-gc');
globalThis.gc = runInNewContext('gc');
await runBuilt(workshop, `bench/${process.argv[2]}`);
