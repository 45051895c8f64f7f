/** What is said while the broker is away: at once, again each 30 s, and when it is there but its certificate is refused. */
import type { GeneratorIo } from './options.ts';

const againMs = 30_000;

/** What Node says of a certificate that it does not trust, whatever the reason. */
export function isAboutCertificate(seen: string): boolean {
  return /certificate/i.test(seen);
}

export class AwayNotice {
  readonly #bootstrapServers: readonly string[];
  readonly #log: GeneratorIo['log'];
  #said: { readonly atMs: number; readonly seen: string } | undefined;

  constructor(bootstrapServers: readonly string[], log: GeneratorIo['log']) {
    this.#bootstrapServers = bootstrapServers;
    this.#log = log;
  }

  /** @param seen what the client said last */
  away(nowMs: number, seen: string): void {
    const said = this.#said;
    const isRefused = isAboutCertificate(seen) && !isAboutCertificate(said?.seen ?? '');
    if (said !== undefined && nowMs - said.atMs < againMs && !isRefused) return;
    this.#said = { atMs: nowMs, seen };
    const bootstrapServers = this.#bootstrapServers;
    this.#log({ level: 'warn', event: 'broker_unreachable', bootstrapServers, seen });
  }

  /** Nothing is said where it was not away. @param afterMs for how long it was */
  back(afterMs: number): void {
    if (this.#said === undefined) return;
    this.#said = undefined;
    this.#log({ level: 'info', event: 'broker_back', afterMs: Math.round(afterMs) });
  }
}
