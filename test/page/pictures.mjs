/** `npm run page:pictures`: runs `pictures.ts`, built like everything else, in this process. */
import { runBuilt, workshop } from '../../bin/build.mjs';

process.removeAllListeners('warning');
process.setSourceMapsEnabled(true);
process.argv.splice(2, 0, 'pictures');
await runBuilt(workshop, 'test/page/pictures');
