/** Names and sentences of others, made harmless: no control characters, nothing that turns the direction of text. */

/** C0, C1, what turns or joins text invisibly, separators, and what XML forbids. Line ends become blanks before. */
const dangerous =
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]/g;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The text without what acts on others; at most `most` characters, with `…` where something is missing. */
export function plainText(text: string, most = 400): string {
  const plain = text
    .replace(/[\t\r\n\u2028\u2029]+/g, ' ')
    .replace(dangerous, '')
    .replace(loneSurrogate, '\ufffd');
  const characters = [...plain];
  return characters.length <= most ? plain : `${characters.slice(0, most - 1).join('')}…`;
}
