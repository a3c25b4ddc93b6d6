import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMask } from '@oneclass/core/node';
import { put, temporaryFolder } from '../temporary-folder.ts';

/** golden-masks.py made them. */
interface Golden {
  /** Of the table in docs/data.md. */
  readonly row: string;
  /** base64 */
  readonly file: string;
  readonly refused?: true;
  readonly height: number;
  readonly width: number;
  /** Lengths of runs of 0 and 1 in turn, of 0 first. */
  readonly runs: readonly number[];
}

const goldens = JSON.parse(
  await readFile(new URL('golden-masks.json', import.meta.url), 'utf8'),
) as readonly Golden[];
const page = await readFile(new URL('../../../../../docs/data.md', import.meta.url), 'utf8');

const saved = async ({ file }: Golden): Promise<string> =>
  put(join(await temporaryFolder(), 'mask'), Buffer.from(file, 'base64'));

describe('the values of a mask', () => {
  it('are those that docs/data.md lists', () => {
    const [, table = ''] = page.split('| in the mask ');
    const rows = [...table.split('\n\n')[0]!.matchAll(/^\| ([^|-]+?) +\|/gm)].map(([, row]) => row);
    expect(rows).toEqual([...new Set(goldens.map(({ row }) => row))]);
  });

  const read = goldens.filter(({ refused }) => !refused).map((one, i) => ({ ...one, i }));
  it.each(read)('mark what NumPy marks: $row ($i)', async (golden) => {
    const { height, width, data } = await readMask(await saved(golden));
    const expected = golden.runs.flatMap((length, run) => Array<number>(length).fill(run % 2));
    expect({ height, width }).toEqual({ height: golden.height, width: golden.width });
    expect(data.join('')).toBe(expected.join(''));
  });

  const refused = goldens.filter((one) => one.refused).map((one, i) => ({ ...one, i }));
  it.each(refused)('are refused, and the file is named: $row ($i)', async (golden) => {
    const path = await saved(golden);
    await expect(readMask(path)).rejects.toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        argument: path,
        message: expect.stringMatching(
          golden.row === 'a photograph'
            ? /mask: a mask that is grey in \d\d % of its pixels\. Expected two values/
            : /mask: a mask that has an area of grey \d+\. Expected two values/,
        ) as string,
      }),
    );
  });
});
