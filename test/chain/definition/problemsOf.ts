import { expect } from 'vitest';
import { resolveChain } from '../../../chain/chain.ts';
import { CourantError } from '../../../chain/errors.ts';

/** The lines of the problems: each problem, then its edit. */
export function problemsOf(written: unknown): string[] {
  try {
    resolveChain(written, 'chain.config.ts');
    return [];
  } catch (error) {
    if (!(error instanceof CourantError)) throw error;
    expect(error.code).toBe('COURANT_CONFIG_INVALID');
    return [...error.details];
  }
}
