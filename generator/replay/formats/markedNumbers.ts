/** Cells that are a number and something beside it: a currency, a unit, a sign in another place. */

const number = String.raw`\d[\d.,'’ \u00a0\u202f]*`;
const currency = String.raw`(?:\p{Sc}|EUR|USD|CHF|GBP|INR|JPY|CNY|Rs\.?)`;
const unit =
  'kg|g|mg|µg|km|m|cm|mm|in|ft|mi|l|L|ml|s|ms|min|h|Hz|kHz|MHz|dB|dBm|V|mV|A|mA|W|kW|MW|Wh|kWh|MWh|Pa|hPa|kPa|mbar|bar|psi|ppm|ppb|lx|lux|mph|kn|kt|B|KB|kB|MB|GB|C|F|K';
const beside = String.raw`(?:[%‰]|°\s?[CFK]?|${currency}|(?:${unit})(?:/(?:s|h|min|m[²³23]?|l|L))?|-|\u2212)`;
const marked = new RegExp(
  String.raw`^[(<>~≈]?\s*[+\u2212–-]?\s*${currency}?\s*[+\u2212–-]?${number}\s*${beside}?\)?$`,
  'u',
);

/** Cells of one column that were looked at; the first ones tell. */
const mostCells = 1_000;
const mostCharacters = 40;

/** Of the cells of one column that are no numbers. */
export class MarkedNumbers {
  #cells = 0;
  #marked = 0;
  #example: string | undefined;

  /** @param cell trimmed, no number in any format */
  add(cell: string): void {
    if (cell === '' || this.#cells >= mostCells) return;
    this.#cells += 1;
    if (cell.length > mostCharacters || !marked.test(cell)) return;
    this.#marked += 1;
    this.#example ??= cell;
  }

  join(other: MarkedNumbers): void {
    this.#cells += other.#cells;
    this.#marked += other.#marked;
    this.#example ??= other.#example;
  }

  /** One of them, where most of the cells are such. */
  get example(): string | undefined {
    return this.#marked * 2 > this.#cells ? this.#example : undefined;
  }
}
