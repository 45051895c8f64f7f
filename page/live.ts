/** What the page's event stream tells: the name of each event, and the JSON behind it. Server and browser both read this. */
import type { StatusDocument } from '../targets/data/statusDocument.ts';
import type { VerifyResult } from '../verify/result.ts';

/** Of each event its data; `id` of the stream counts up by one an event, so that a reader goes on where it was. */
export interface LiveEvents {
  /** First of all, and again after the stream was begun anew. */
  readonly chain: LiveChain;
  /** The last five minutes, oldest first; once, after `chain`. */
  readonly history: readonly LivePoint[];
  /** About once a second. */
  readonly state: LiveState;
  /** Something happened; those of the last five minutes come after `history`. */
  readonly happened: Happening;
  /** The newest rows of the topic that the stream was asked for, at most 15 a second. */
  readonly rows: LiveRows;
  /** The newest dead letters, at most 5 a second, of a stream that asked for rows. */
  readonly letters: LiveRows;
  /** A proof, as it goes on and when it ends. */
  readonly proof: LiveProof;
}

/** What does not change while the chain runs. */
export interface LiveChain {
  readonly name: string;
  readonly target: 'local' | 'kind';
  /** Whether the chain can be changed from the page. */
  readonly hasControls: boolean;
  /** Milliseconds since the epoch, of the server's clock. */
  readonly nowMs: number;
  readonly queries: readonly { readonly name: string; readonly sql: string }[];
}

/** One second of the chain, in figures. `null`: not known. */
export interface LivePoint {
  readonly atMs: number;
  /** Records a second written to the readings' topic. */
  readonly inPerSecond: number | null;
  readonly queries: Readonly<Record<string, LivePointOfQuery>>;
}
export interface LivePointOfQuery {
  readonly readPerSecond: number | null;
  readonly outPerSecond: number | null;
  readonly lagRows: number | null;
  readonly batchMs: number | null;
}

export interface LiveState {
  readonly point: LivePoint;
  readonly status: StatusDocument;
  readonly edges: readonly LiveEdge[];
  readonly insights: readonly QueryInsight[];
  /** The one leg that holds up the others, in a sentence; `null` where all keep up. */
  readonly slowest: { readonly node: string; readonly sentence: string } | null;
  /** Legs that are down, failed or silent, and why. Those that only suffer from it are not named. */
  readonly causes: readonly { readonly nodes: readonly string[]; readonly sentence: string }[];
  /** Nodes of which nothing is heard, whatever their process does: no data. */
  readonly silent: readonly string[];
  /** Dead letters by reason, over all queries. */
  readonly deadLetters: Readonly<Record<string, number>>;
}

/** From node to node; nodes are `generator`, `topic:NAME` and `query:NAME`. `null` a rate: no data. */
export interface LiveEdge {
  readonly from: string;
  readonly to: string;
  readonly perSecond: number | null;
}

/** What a query's figures mean. */
export interface QueryInsight {
  readonly name: string;
  readonly trend: 'growing' | 'steady' | 'draining' | null;
  /** Seconds until nothing waits, at this rate; `null` where it grows or nothing waits. */
  readonly drainSeconds: number | null;
  /** How far the watermark lies behind now; `null` without one. */
  readonly watermarkGapMs: number | null;
  /** Why it stands still; `null` where it moves, or there is none to be expected. */
  readonly watermarkWhy: string | null;
  /** How its rows are proven, like "provable: one window". */
  readonly planSentence: string;
  /** Of the last batch, in ms, by what it was spent on; `null`: not reported. */
  readonly phases: {
    readonly planningMs: number;
    readonly runningMs: number;
    readonly committingMs: number;
  } | null;
}

export interface Happening {
  readonly atMs: number;
  readonly kind:
    | 'died'
    | 'restarted'
    | 'scaled'
    | 'edited'
    | 'burst'
    | 'fault'
    | 'failed'
    | 'proven'
    | 'provenSoFar'
    | 'notProven'
    /** What was reported of the time before is gone. */
    | 'forgotten';
  readonly node: string;
  readonly sentence: string;
}

export interface LiveRows {
  readonly topic: string;
  readonly rows: readonly LiveRow[];
  /** Rows that came and were not sent, since the stream began. */
  readonly skipped: number;
}
export interface LiveRow {
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: string;
  readonly key: string | null;
  /** Cut where it is long. */
  readonly value: string;
  /** Of bytes that are no text: as hexadecimal digits. */
  readonly hex: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

export interface LiveProof {
  readonly state: 'running' | 'ended' | 'failed';
  readonly atMs: number;
  /** What is being read, or why it failed. */
  readonly detail: string | null;
  readonly result: VerifyResult | null;
}

/** Where the stream is read: `GET /api/stream?topic=NAME&key=TEXT`, both as the reader wants them; the token in a header. */
export const streamPath = '/api/stream';
export const tokenHeader = 'x-courant-token';
/** Each a POST with JSON; answered with `{}` or `{ "error": { code, message, hint } }`. */
export interface Controls {
  readonly scale: { readonly replicas: number };
  readonly pause: Readonly<Record<string, never>>;
  readonly resume: Readonly<Record<string, never>>;
  /** `id` of a leg, as the status names it. */
  readonly kill: { readonly leg: string };
  readonly prove: Readonly<Record<string, never>>;
}
