/** `npm run campaign`: runs `campaign.ts`, built like everything else, in this process. */
import { runBuilt, workshop } from '../../bin/build.mjs';

// Node 20 warns of JSON imports, Node 24 of kafkajs's negative timeouts: neither is a finding.
process.removeAllListeners('warning');
process.setSourceMapsEnabled(true);
process.argv.splice(2, 0, 'campaign');
await runBuilt(workshop, 'test/campaign/campaign');
