/** What can be changed from the page: `POST /api/NAME` with JSON. One at a time, and only where the legs are ours. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { SourceType } from '../../chain/chain.ts';
import { CourantError, toCourantError } from '../../chain/errors.ts';
import { refuseReplay } from '../../targets/refuseReplay.ts';
import { silentReporter } from '../../targets/steps.ts';
import type { LegControls, Target } from '../../targets/target.ts';
import type { Controls } from '../live.ts';
import type { Proof } from '../state/proof.ts';
import type { Routes } from './pageServer.ts';

const mostBytes = 4_096;
const mostReplicas = 64;

const bodies = {
  scale: z.strictObject({ replicas: z.number().int().min(0).max(mostReplicas) }),
  pause: z.strictObject({}),
  resume: z.strictObject({}),
  kill: z.strictObject({ leg: z.string().min(1).max(100) }),
  prove: z.strictObject({}),
} satisfies { readonly [Name in keyof Controls]: z.ZodType<Controls[Name]> };

export interface ControlParts {
  readonly target: Target;
  readonly source: SourceType;
  readonly proof: Proof;
  /** Aborts when the page is closed. */
  readonly signal: AbortSignal;
}

export function controlRoutes(parts: ControlParts): Routes {
  const { target, source, proof, signal } = parts;
  const options = { report: silentReporter, signal };
  const oneAtATime = new OneAtATime();
  const changed = (work: (controls: LegControls) => Promise<void>) => {
    const { controls } = target;
    if (controls === undefined) throw notOurs();
    return oneAtATime.run(() => work(controls));
  };
  return {
    'POST /api/scale': route(bodies.scale, ({ replicas }) =>
      changed(() => {
        refuseReplay(source, replicas);
        return target.scale(replicas, options);
      }),
    ),
    'POST /api/pause': route(bodies.pause, () => changed((legs) => legs.pause(options))),
    'POST /api/resume': route(bodies.resume, () => changed((legs) => legs.resume(options))),
    'POST /api/kill': route(bodies.kill, ({ leg }) => changed((legs) => legs.kill(leg))),
    'POST /api/prove': route(bodies.prove, () => {
      proof.start();
    }),
  };
}

/** Two that change the same file would undo each other. */
class OneAtATime {
  #isBusy = false;

  async run(work: () => Promise<void>): Promise<void> {
    if (this.#isBusy) {
      throw new CourantError({
        code: 'COURANT_USAGE',
        message: 'another change is under way',
        hint: 'wait until it is done',
      });
    }
    this.#isBusy = true;
    try {
      await work();
    } finally {
      this.#isBusy = false;
    }
  }
}

function route<T>(body: z.ZodType<T>, work: (value: T) => Promise<void> | void) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const read = await readBody(request);
    if ('status' in read) {
      answer(response, read.status, {
        error: { code: 'COURANT_USAGE', message: read.why, hint: null },
      });
      return;
    }
    const parsed = body.safeParse(read.json);
    try {
      if (!parsed.success) throw malformed(parsed.error);
      await work(parsed.data);
      answer(response, 200, {});
    } catch (thrown) {
      const { code, message, hint } = toCourantError(thrown);
      answer(response, parsed.success ? 409 : 400, {
        error: { code, message, hint: hint ?? null },
      });
    }
  };
}

function malformed(error: z.ZodError): CourantError {
  const [issue] = error.issues;
  const place = issue?.path.join('.') ?? '';
  const message = `${place === '' ? 'the body' : place}: ${issue?.message ?? 'of another form'}`;
  return new CourantError({ code: 'COURANT_USAGE', message });
}

type Body = { readonly json: unknown } | { readonly status: number; readonly why: string };

/** No more than a few bytes are taken in, whatever length was announced. */
async function readBody(request: IncomingMessage): Promise<Body> {
  if (!/^application\/json(;|$)/.test(request.headers['content-type'] ?? '')) {
    return { status: 415, why: 'the body must be application/json' };
  }
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > mostBytes) return { status: 413, why: 'the body is too long' };
    parts.push(part);
  }
  try {
    return { json: JSON.parse(Buffer.concat(parts).toString()) };
  } catch {
    return { status: 400, why: 'the body is no JSON' };
  }
}

function answer(response: ServerResponse, status: number, document: unknown): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(document));
}

function notOurs(): CourantError {
  return new CourantError({
    code: 'COURANT_USAGE',
    message: 'this chain is only changed from a terminal',
    hint: 'courant scale',
  });
}
