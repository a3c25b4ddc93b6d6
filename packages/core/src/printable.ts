/**
 * What a terminal or a log acts on instead of showing it: control characters, line ends among them,
 * and marks that turn the direction of text.
 */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

const escaped = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Text of a file, or of anyone else, as it is shown: in one line, with control characters as
 * `\u001b`, and cut where it is longer than `limit` characters.
 */
export function printable(text: string, limit = 200): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return cut.replace(UNPRINTABLE, escaped);
}
