import CliTable from 'cli-table3';
import { requireRectangular, type Table } from './table.ts';

/** Only a rule under the titles; columns are held apart by space. */
const CHARS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '─',
  'mid-mid': '  ',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/**
 * A table for a terminal; no newline at its end.
 *
 * @param options.color bold titles by ANSI codes; for the caller to decide by whether it writes
 *   to a TTY
 * @param options.titleWidth titles of more characters are broken between words and after hyphens
 * @throws OneClassError `invalid-argument` when rows and columns do not agree
 */
export function textTable(
  table: Table,
  { color = false, titleWidth = Infinity }: { color?: boolean; titleWidth?: number } = {},
): string {
  requireRectangular(table);
  const { columns, rows } = table;
  const grid = new CliTable({
    chars: CHARS,
    head: columns.map(({ title }) =>
      broken(printable(title), titleWidth)
        .map((line) => (color ? `\u001b[1m${line}\u001b[22m` : line))
        .join('\n'),
    ),
    colAligns: columns.map(({ align }) => align),
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  });
  grid.push(...rows.map((row) => row.map(printable)));
  return grid.toString().replace(/ +$/gm, '');
}

/** A file's name may hold escape sequences; none reaches the terminal. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, '\ufffd');

function broken(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.match(/[^\s-]*-+|[^\s-]+|\s+/g) ?? []) {
    const last = lines.at(-1);
    if (last !== undefined && (last + word).trimEnd().length <= width)
      lines[lines.length - 1] = last + word;
    else if (word.trim() !== '') lines.push(word);
  }
  return lines.map((line) => line.trimEnd());
}

const LEVELS = '▁▂▃▄▅▆▇█';

/**
 * A curve in one line of at most `width` characters, lowest value to highest; longer series are
 * averaged piecewise.
 */
export function sparkline(values: ArrayLike<number>, width = 40): string {
  const list = Array.from(values);
  const count = Math.min(width, list.length);
  const means = Array.from({ length: count }, (_, i) => {
    const part = list.slice(
      Math.floor((i * list.length) / count),
      Math.floor(((i + 1) * list.length) / count),
    );
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
  const low = Math.min(...means);
  const span = Math.max(...means) - low;
  return means
    .map((mean) => LEVELS[span > 0 ? Math.round(((mean - low) / span) * (LEVELS.length - 1)) : 0])
    .join('');
}
