/** A problem of a definition. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly text: string;
  /** The edit. */
  readonly hint: string;
}
