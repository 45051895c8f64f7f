/** Who may ask at all: checked before a request is looked at any further. */
import type { IncomingMessage } from 'node:http';

/** Names under which the page is reached; it is bound to the first. */
export const ownNames = ['127.0.0.1', 'localhost'] as const;

/** A refusal: status, and why, without a word of what was sent. */
export interface Refusal {
  readonly status: 400 | 403 | 404 | 405 | 413 | 415 | 421 | 503;
  readonly why: string;
}

/** First of all: a name of a stranger may have been pointed at this machine (DNS rebinding). */
export function refusedHost(request: IncomingMessage, port: number): Refusal | undefined {
  const hosts = valuesOf(request, 'host');
  const [host = ''] = hosts;
  const isOwn = hosts.length === 1 && ownNames.some((name) => host === `${name}:${port}`);
  return isOwn ? undefined : { status: 421, why: 'this address is not one of the page' };
}

/** A page of another origin may send requests here, though it cannot read the answer. */
export function refusedOrigin(request: IncomingMessage, port: number): Refusal | undefined {
  const origins = valuesOf(request, 'origin');
  const areOwn = origins.every((origin) =>
    ownNames.some((name) => origin === `http://${name}:${port}`),
  );
  return areOwn ? undefined : { status: 403, why: 'another origin may not ask' };
}

/** All of them: Node joins some headers and drops others. */
function valuesOf({ rawHeaders }: IncomingMessage, name: string): string[] {
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name);
}

/** Of every answer, refusals too. */
export const safeHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};
