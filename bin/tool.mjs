/**
 * `node bin/tool.mjs NAME [ARGUMENTS]`: runs `tools/NAME.ts`, built like everything else. The tool for images is shipped
 * with the package, since targets run it.
 */
import { runBuilt, shipped, workshop } from './build.mjs';

const [, , name = ''] = process.argv;
await runBuilt(shipped.entries.includes(`tools/${name}.ts`) ? shipped : workshop, `tools/${name}`);
