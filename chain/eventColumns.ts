/** The fields of events as columns of the view `readings`, with their types, as the runner is told of them. */

/** Words for types, Spark's own. */
export const columnWords = ['string', 'double', 'long', 'boolean'] as const;
export type ColumnWord = (typeof columnWords)[number];

/** An object is a struct of its fields. */
export type ColumnType = ColumnWord | { readonly [name: string]: ColumnType };
/** By name, in order. */
export type ColumnTypes = Readonly<Record<string, ColumnType>>;

/** `key`: what is the reading's `sensor`, under the name that it has in the definition. */
export type EventColumns = Readonly<Record<string, ColumnType | 'key'>>;

/** As an argument: a command line and a manifest may change what is not plain ASCII, and a `$`. */
export function columnsText(columns: EventColumns): string {
  return JSON.stringify(columns).replace(
    /[^ -#%-~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
