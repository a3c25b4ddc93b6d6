import CliTable from 'cli-table3';
import { requireRectangular, type Table } from './table.ts';

/** Only a rule under the titles; columns are held apart by space. */
const CHARS = {
  top: '', 'top-mid': '', 'top-left': '', 'top-right': '',
  bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '',
  left: '', 'left-mid': '', mid: '─', 'mid-mid': '  ', right: '', 'right-mid': '', middle: '  ',
};

/**
 * A table for a terminal; no newline at its end.
 *
 * @param options.color bold titles by ANSI codes; for the caller to decide by whether it writes to a TTY
 * @throws OneClassError `invalid-argument` when rows and columns do not agree
 */
export function textTable(table: Table, { color = false }: { color?: boolean } = {}): string {
  requireRectangular(table);
  const { columns, rows } = table;
  const grid = new CliTable({
    chars: CHARS,
    head: columns.map(({ title }) => (color ? `\u001b[1m${printable(title)}\u001b[22m` : printable(title))),
    colAligns: columns.map(({ align }) => align),
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  });
  grid.push(...rows.map((row) => row.map(printable)));
  return grid.toString().replace(/ +$/gm, '');
}

/** A file's name may hold escape sequences; none reaches the terminal. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, '\ufffd');

const LEVELS = '▁▂▃▄▅▆▇█';

/** A curve in one line of at most `width` characters, lowest value to highest; longer series are averaged piecewise. */
export function sparkline(values: ArrayLike<number>, width = 40): string {
  const list = Array.from(values);
  const count = Math.min(width, list.length);
  const means = Array.from({ length: count }, (_, i) => {
    const part = list.slice(Math.floor((i * list.length) / count), Math.floor(((i + 1) * list.length) / count));
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
  const low = Math.min(...means);
  const span = Math.max(...means) - low;
  return means.map((mean) => LEVELS[span > 0 ? Math.round(((mean - low) / span) * (LEVELS.length - 1)) : 0]).join('');
}
