/** One `verify` as a process of its own: `verifier SERVERS [--deep]` prints what it took, as JSON. */
import { openKafka } from '../../kafka/client.ts';
import { verify } from '../../verify/verify.ts';
import { cpuSecondsSince, round } from '../figures.ts';

const [servers = '', ...flags] = process.argv.slice(2);
const kafka = await openKafka({ bootstrapServers: servers.split(',') });
const [began, cpu] = [performance.now(), process.cpuUsage()];
const { ok, inTopic, problems } = await verify(kafka, { deep: flags.includes('--deep') });
const seconds = round((performance.now() - began) / 1_000, 1);
const cpuSeconds = round(cpuSecondsSince(cpu), 1);
// KiB on every system (libuv), over the whole life of the process.
const mostMemoryMiB = Math.round(process.resourceUsage().maxRSS / 1_024);
await kafka.close();
console.log(JSON.stringify({ ok, inTopic, problems, seconds, cpuSeconds, mostMemoryMiB }));
