/** A client that is compared: a process that produces until it is ended. */
import type { Child } from '../processes.ts';

export interface Client {
  readonly name: string;
  /** A Node process, which can tell of its event loop. */
  readonly isObserved?: boolean;
  /** @param flags further ones of the client's own */
  start(servers: string, flags?: readonly string[]): Child;
}
