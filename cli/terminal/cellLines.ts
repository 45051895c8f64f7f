/** What of the user's files was not read as numbers, and what else they should know of them. */
import { quote } from '../../chain/words/quote.ts';
import { number, yellow } from './text.ts';
import type { Text } from './text.ts';
import type { StatusDocument } from '../../targets/data/status.ts';

const mostShown = 5;

/** A line for each column that holds numbers and cells that are none, and for each warning. */
export function cellLines({
  cells,
  warnings,
}: Pick<StatusDocument['generator'], 'cells' | 'warnings'>): Text[] {
  const columns = cells ?? [];
  const more = columns.length - mostShown;
  return [
    ...columns.slice(0, mostShown).map(columnLine),
    ...(more > 0 ? [yellow(`and ${more} more columns: courant status -o json`)] : []),
    ...(warnings ?? []).map((warning) => yellow(warning)),
  ];
}

function columnLine({
  column,
  numbers,
  others,
  example,
}: NonNullable<StatusDocument['generator']['cells']>[number]): Text {
  const like = example === null ? '' : `, like ${quote(example)}`;
  const are = others === 1 ? 'cell is' : 'cells are';
  return yellow(
    `column ${quote(column)}: ${number(others)} of ${number(numbers + others)} ${are} no number${like}`,
  );
}
