import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { meanAndDeviation } from '@oneclass/report';
import { parseResult } from '../../src/cell/read-result.ts';
import { figureOf, isFailure, type CellResult } from '../../src/cell/result.ts';
import { FIGURES, type FigureName } from '../../src/table/figure.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

export const readmeOf = async (name: string): Promise<string> =>
  (await readFile(join(ROOT, 'packages', name, 'README.md'), 'utf8')).replace(/ +/g, ' ');

/** The results of a table that are committed. */
export async function committed(table: string): Promise<readonly CellResult[]> {
  const folder = join(ROOT, 'results', table);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const results = await Promise.all(
    names.map(async (name) =>
      parseResult(await readFile(join(folder, name), 'utf8'), join(folder, name)),
    ),
  );
  return results.filter((result): result is CellResult => !isFailure(result));
}

/** Of a row its mean ± deviation over seeds, a dash where there is nothing. */
export function shown(
  results: readonly CellResult[],
  row: string,
  figure: FigureName,
  decimals?: number,
): string {
  const own = FIGURES[figure].format;
  const format = decimals === undefined ? own : (value: number) => (100 * value).toFixed(decimals);
  const values = results
    .filter((result) => result.row === row)
    .map((result) => figureOf(result, figure))
    .filter((value) => value !== null);
  if (values.length === 1) return format(values[0] as number);
  return meanAndDeviation(values, format);
}

/** A line of a Markdown table. */
export const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
