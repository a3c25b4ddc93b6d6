/** Split files as VisA has them: a line an image, its paths relative to the set's folder. */
import { isAbsolute, join, normalize } from 'node:path';
import { z } from 'zod';
import { OneClassError } from '../../error.ts';
import { readBytes } from '../file/read-bytes.ts';

export interface ListedImage {
  /** Of which category. */
  readonly object: string;
  readonly split: 'train' | 'test';
  readonly label: 'normal' | 'anomaly';
  readonly image: string;
  /** Undefined for a normal one. */
  readonly mask: string | undefined;
}

const COLUMNS = ['object', 'split', 'label', 'image', 'mask'] as const;
const EXPECTED =
  `columns ${COLUMNS.join(', ')}, as in ` +
  'candle,test,anomaly,candle/Data/Images/Anomaly/000.JPG,candle/Data/Masks/Anomaly/000.png';

const isWithin = (path: string): boolean => !isAbsolute(path) && !normalize(path).startsWith('..');
const imagePath = z
  .string()
  .min(1, 'expected a path')
  .refine(isWithin, "expected a path within the set's folder");

const rowSchema = z
  .object({
    object: z.string().min(1, 'expected the name of a category'),
    split: z.enum(['train', 'test'], 'expected train or test'),
    label: z.enum(['normal', 'anomaly'], 'expected normal or anomaly'),
    image: imagePath,
    mask: z.literal('').or(imagePath),
  })
  .refine(({ label, mask }) => label === 'normal' || mask !== '', {
    path: ['mask'],
    message: 'expected the mask of an anomalous image',
  });

/**
 * @param path of the split file
 * @param root which its paths are relative to
 * @throws OneClassError `not-found`; `invalid-data`, naming the line, for another file, other
 *   columns, a value that is none of theirs, and an image that is listed twice
 */
export async function readSplitFile(path: string, root: string): Promise<ListedImage[]> {
  const invalid = (what: string, cause?: unknown): OneClassError =>
    new OneClassError(
      'invalid-data',
      `${path}: ${what}. Expected ${EXPECTED}. Fetch the split file again.`,
      { argument: path, expected: EXPECTED, cause },
    );
  const rows = await parseRows(path, invalid);
  const lineOf = new Map<string, number>();
  return rows.map(({ record, line }) => {
    const parsed = rowSchema.safeParse(record);
    if (!parsed.success) {
      const { path: at, message } = parsed.error.issues[0] as z.core.$ZodIssue;
      const column = String(at[0]);
      throw invalid(`line ${line}, ${column}: ${message}, received '${String(record[column])}'`);
    }
    const { image, mask, ...rest } = parsed.data;
    const earlier = lineOf.get(normalize(image));
    if (earlier !== undefined)
      throw invalid(`line ${line}: ${image} is listed already, on line ${earlier}`);
    lineOf.set(normalize(image), line);
    return { ...rest, image: join(root, image), mask: mask === '' ? undefined : join(root, mask) };
  });
}

interface Row {
  readonly record: Readonly<Record<string, string>>;
  readonly line: number;
}

/** What csv-parse gives with `info`; its types leave it out. */
interface InfoRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

async function parseRows(
  path: string,
  invalid: (what: string, cause?: unknown) => OneClassError,
): Promise<Row[]> {
  const text = new TextDecoder().decode(await readBytes(path));
  const { parse } = await import('csv-parse/sync');
  let parsed: unknown;
  try {
    parsed = parse(text, { info: true, skip_empty_lines: true });
  } catch (cause) {
    throw invalid(`not a CSV file (${(cause as Error).message})`, cause);
  }
  const [header, ...rows] = parsed as readonly InfoRecord[];
  const names = header?.record ?? [];
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0)
    throw invalid(
      `has no column ${missing.join(', ')}, but ${names.slice(0, 10).join(', ') || 'nothing'}`,
    );
  if (rows.length === 0) throw invalid('lists no images');
  return rows.map(({ record, info }) => ({
    record: Object.fromEntries(names.map((name, i) => [name, record[i] ?? ''])),
    line: info.lines,
  }));
}
