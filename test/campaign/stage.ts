/** The chain that a campaign plays with: a real one, started by its own commands, with a relay before its broker. */
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'node:net';
import { openKafka } from '../../kafka/client.ts';
import type { Kafka } from '../../kafka/client.ts';
import type { KafkaConnection } from '../../kafka/connection.ts';
import { localPaths } from '../../targets/local/paths.ts';
import type { LocalPaths } from '../../targets/local/paths.ts';
import { scale } from '../../targets/local/scale.ts';
import type { LegState } from '../../targets/local/stateFiles.ts';
import { signalProcess } from '../../targets/machine/processes.ts';
import type { ProcessIdentity } from '../../targets/machine/processes.ts';
import { silentReporter } from '../../targets/steps.ts';
import { waitFor } from '../../targets/wait.ts';
import { ChainUnderTest } from '../e2e/chain-under-test.ts';
import { freePort } from '../support/broker.ts';
import { Clocks } from './clock/clocks.ts';
import { Relay } from './relay.ts';
import type { ChainPlan } from './schedule.ts';
import { makeVolume } from './volume.ts';
import type { Volume } from './volume.ts';

const startDeadlineMs = 120_000;
export const queries = { stateless: 'hot_readings', window: 'sensor_stats' } as const;

export class Stage {
  readonly chain: ChainUnderTest;
  readonly paths: LocalPaths;
  readonly relay: Relay;
  /** Past the relay: what the campaign does itself is hit by no fault of the network. */
  readonly connection: KafkaConnection;
  /** As it stands in the file now; changed by edits. */
  windowMs = 5_000;
  readonly #signal: AbortSignal;
  #kafka: Kafka | undefined;

  readonly volume: Volume;
  /** Why there are none, where there are none. */
  readonly clocks: Clocks | string;

  private constructor(
    { chain, volume, clocks }: Pick<Stage, 'chain' | 'volume' | 'clocks'>,
    port: number,
    signal: AbortSignal,
  ) {
    this.chain = chain;
    this.volume = volume;
    this.clocks = clocks;
    this.paths = localPaths(chain.folder);
    this.relay = new Relay(port);
    this.#signal = signal;
    this.connection = {
      bootstrapServers: [`127.0.0.1:${port}`],
      socketFactory: ({ onConnect }) => connect({ host: '127.0.0.1', port }, onConnect),
    };
  }

  /** Returns when the chain runs, without a generator, behind the relay. */
  static async raise(plan: ChainPlan, signal: AbortSignal): Promise<Stage> {
    const volume = await makeVolume(plan.kinds.includes('disk'));
    const clocks = plan.kinds.includes('clock') ? await Clocks.make() : 'not asked for';
    const chain = await makeChain(plan, volume, clocks).catch(async (error: unknown) => {
      await volume.remove();
      throw error;
    });
    const stage = new Stage({ chain, volume, clocks }, await freePort(), signal);
    try {
      await chain.up();
      if (clocks instanceof Clocks) await clocks.wrapNode();
      await stage.#putRelay(Number(stage.connection.bootstrapServers[0]?.split(':')[1]));
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  async kafka(): Promise<Kafka> {
    this.#kafka ??= await openKafka(this.connection);
    return this.#kafka;
  }

  async leg(id: string): Promise<LegState | undefined> {
    return (await this.chain.state()).legs.find((leg) => leg.id === id);
  }

  /** Sends a signal to a leg that runs. @returns the process that got it */
  async signal(id: string, signal: NodeJS.Signals): Promise<ProcessIdentity | undefined> {
    const process = (await this.leg(id))?.process ?? undefined;
    if (process !== undefined) await signalProcess(process, signal);
    return process;
  }

  scale(replicas: number): Promise<void> {
    return scale(this.paths, replicas, { report: silentReporter, signal: this.#signal });
  }

  /** Returns when each leg runs. */
  async untilWhole(): Promise<void> {
    let seen = '';
    await waitFor({
      poll: async () => {
        const { legs } = await this.chain.state();
        seen = legs.map(({ id, state }) => `${id} ${state}`).join(', ');
        return legs.every(({ state }) => state === 'running') ? true : undefined;
      },
      deadlineMs: startDeadlineMs,
      signal: this.#signal,
      late: () =>
        new Error(`the legs did not come back within ${startDeadlineMs / 1_000} s: ${seen}`),
    });
  }

  /** Ends the chain and removes its folder. */
  async close(): Promise<void> {
    await this.#kafka?.close().catch(() => undefined);
    try {
      await this.chain.dispose();
    } finally {
      await this.#leave();
    }
  }

  /** Ends the chain and moves its folder, data and all. */
  async keep(to: string): Promise<void> {
    await this.#kafka?.close().catch(() => undefined);
    await this.chain.run('down', '--keep-data');
    await cp(this.chain.folder, to, { recursive: true });
    await rm(this.chain.folder, { recursive: true, force: true });
    await this.#leave();
  }

  async #leave(): Promise<void> {
    await this.relay.close();
    await this.volume.remove();
    if (this.clocks instanceof Clocks) await this.clocks.remove();
  }

  /** The broker goes on behind another port, and still names the old one: there the relay listens. */
  async #putRelay(port: number): Promise<void> {
    const settings = join(this.paths.kafka, 'server.properties');
    const text = await readFile(settings, 'utf8');
    const address = /^advertised\.listeners=PLAINTEXT:\/\/127\.0\.0\.1:(\d+)$/m.exec(text)?.[1];
    if (address === undefined) throw new Error(`no address in ${settings}:\n${text}`);
    const moved = text.replace(/^(listeners=PLAINTEXT:\/\/127\.0\.0\.1:)\d+/m, `$1${port}`);
    await writeFile(settings, moved);
    const before = await this.signal('kafka', 'SIGKILL');
    await this.relay.listen(Number(address), this.#signal);
    await waitFor({
      poll: async () => {
        const pid = (await this.leg('kafka'))?.process?.pid;
        return pid === undefined || pid === before?.pid ? undefined : true;
      },
      deadlineMs: startDeadlineMs,
      signal: this.#signal,
      late: () => new Error('the broker did not come back behind the relay'),
    });
    await this.untilWhole();
  }
}

async function makeChain(
  plan: ChainPlan,
  { folder: parent }: Volume,
  clocks: Clocks | string,
): Promise<ChainUnderTest> {
  const definition = { name: 'campaign', generator: generatorOf(plan) };
  if (typeof clocks === 'string') return ChainUnderTest.make(definition, {}, {}, { parent });
  const { node, javaHome } = clocks;
  const environment = { JAVA_HOME: javaHome };
  const chain = await ChainUnderTest.make(definition, {}, environment, { parent, node });
  await clocks.begin(chain.folder);
  return chain;
}

function generatorOf({ seed, rate, deliveryDeadlineMs, purpose }: ChainPlan): object {
  const faults = purpose === 0 ? {} : { faults: purposely(purpose) };
  return { rate, seed, replicas: 0, deliveryDeadline: deliveryDeadlineMs, ...faults };
}

function purposely(rate: number): object {
  const each = { rate };
  return { late: each, doubled: each, withheld: each, malformed: { rate: rate / 10 } };
}
