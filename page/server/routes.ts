/** What can be asked for, and what is told. */
import type { ServerResponse } from 'node:http';
import type { ChainDefinition } from '../../chain/chain.ts';
import { readStatus } from '../../targets/data/status.ts';
import type { StatusDocument } from '../../targets/data/status.ts';
import type { Target } from '../../targets/target.ts';
import { streamPath } from '../live.ts';
import type { LiveChain } from '../live.ts';
import { Feed } from '../state/feed.ts';
import { known, metricsOf, metricsText } from '../state/metrics.ts';
import type { Metric } from '../state/metrics.ts';
import { Proof } from '../state/proof.ts';
import { controlRoutes } from './controls.ts';
import { EventStream } from './eventStream.ts';
import type { Routes } from './pageServer.ts';
import { Readers } from './readers.ts';

export interface PageRoutes {
  readonly behindToken: Routes;
  readonly open: Routes;
  close(): Promise<void>;
}

export interface RouteParts {
  readonly target: Target;
  readonly chain: LiveChain;
  readonly generator: Pick<ChainDefinition['generator'], 'source' | 'load'>;
}

export function pageRoutes({ target, chain, generator }: RouteParts): PageRoutes {
  const readers = new Readers();
  const closing = new AbortController();
  const feed = new Feed({
    target,
    hasBursts: generator.load.shape !== 'constant',
    tell: (name, data) => {
      readers.tell(name, data);
    },
  });
  const proof = new Proof({
    target,
    queries: chain.queries.map(({ name }) => name),
    tell: (told) => {
      readers.tell('proof', told);
    },
    happened: (happening) => {
      feed.happened({ atMs: Date.now(), ...happening });
    },
    signal: closing.signal,
  });
  const stream = new EventStream({ chain, feed, readers, lastProof: () => proof.last });
  const status = new StatusOnDemand(target, feed);
  return {
    behindToken: {
      [`GET ${streamPath}`]: (request, response, url) => {
        stream.open(request, response, url);
      },
      'GET /api/state': async (_request, response) => {
        const document = { ...(await status.read()), proof: proof.last };
        end(response, 'application/json; charset=utf-8', JSON.stringify(document));
      },
      ...controlRoutes({ target, source: generator.source.type, proof, signal: closing.signal }),
    },
    open: {
      'GET /metrics': async (_request, response) => {
        const told = metricsOf(await status.read(), proof.last, Date.now());
        const text = metricsText([...told, ...ownMetrics(readers)]);
        end(response, 'text/plain; version=0.0.4; charset=utf-8', text);
      },
    },
    close: async () => {
      closing.abort();
      await stream.close();
    },
  };
}

/** The status that the stream has just told; where nobody reads the stream, asked for once for all who ask. */
class StatusOnDemand {
  readonly #target: Target;
  readonly #feed: Feed;
  #asked: { readonly atMs: number; readonly status: Promise<StatusDocument> } | undefined;

  constructor(target: Target, feed: Feed) {
    this.#target = target;
    this.#feed = feed;
  }

  read(): Promise<StatusDocument> {
    const { latest } = this.#feed;
    if (latest !== undefined) return Promise.resolve(latest.status);
    const nowMs = performance.now();
    if (this.#asked === undefined || nowMs - this.#asked.atMs > keptMs) {
      this.#asked = { atMs: nowMs, status: readStatus(this.#target) };
    }
    return this.#asked.status;
  }
}

/** A status may take some seconds; those who come meanwhile get the same. */
const keptMs = 5_000;

function ownMetrics(readers: Readers): Metric[] {
  return known({
    courant_page_readers: [[{}, readers.count]],
    courant_page_skipped_total: [[{}, readers.skipped]],
  });
}

function end(response: ServerResponse, type: string, text: string): void {
  response.writeHead(200, { 'content-type': type });
  response.end(text);
}
