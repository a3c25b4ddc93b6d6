import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRng, isOneClassError } from '@oneclass/core';
import { findCategory, type ImageCategory } from '@oneclass/core/node';
import { ONE_CLASS, putVisa } from '../named-set/industrial-folder.ts';
import { put, temporaryFolder } from '../temporary-folder.ts';

const invalid = (message: RegExp): unknown =>
  expect.objectContaining({ code: 'invalid-data', message: expect.stringMatching(message) });

async function candles(content: string | Uint8Array): Promise<ImageCategory> {
  const dir = await temporaryFolder();
  await putVisa(join(dir, 'visa'));
  await put(join(dir, 'visa/split_csv/1cls.csv'), content);
  return findCategory('visa', 'candle', { folders: [dir] });
}

/** The lines with one replaced. */
const changed = (line: number, by: string): string =>
  ONE_CLASS.map((text, i) => (i === line - 1 ? by : text)).join('\n');

describe('a split file', () => {
  it('may have a byte order mark, quotes, empty lines and columns besides, in another order', async () => {
    const rows = ONE_CLASS.map((line) => line.split(','));
    const lines = rows.map(([object, split, label, image, mask], i) =>
      [i === 0 ? 'note' : 'a, b', mask, image, label, split, object]
        .map((value) => `"${value}"`)
        .join(','),
    );
    const category = await candles(`\ufeff${lines.join('\r\n\r\n')}`);
    expect((await category.normalPaths()).paths).toHaveLength(2);
    expect((await category.labeledPaths()).labels).toEqual(Uint8Array.of(0, 1, 1));
  });

  it.each([
    [
      'nothing in it',
      '',
      /1cls\.csv: has no column object, split, label, image, mask, but nothing\. Expected columns/,
    ],
    ['only the header', ONE_CLASS[0] as string, /lists no images/],
    [
      'no header',
      ONE_CLASS.slice(1).join('\n'),
      /has no column object, split, label, image, mask, but candle, train/,
    ],
    [
      'another column',
      changed(1, 'object,split,class,image,mask'),
      /has no column label, but object, split, class, image, mask/,
    ],
    ['a line cut off', changed(3, 'candle,train,normal'), /not a CSV file \(.*line 3/],
    ['a quote that is not closed', changed(3, 'candle,"train,normal,x.JPG,'), /not a CSV file/],
    [
      'another split',
      changed(3, 'candle,val,normal,a.JPG,'),
      /line 3, split: expected train or test, received 'val'/,
    ],
    [
      'another label',
      changed(3, 'candle,test,bad,a.JPG,b.png'),
      /line 3, label: expected normal or anomaly, received 'bad'/,
    ],
    [
      'no category',
      changed(3, ',test,normal,a.JPG,'),
      /line 3, object: expected the name of a category/,
    ],
    ['no image', changed(3, 'candle,test,normal,,'), /line 3, image: expected a path/],
    [
      'an anomaly without a mask',
      changed(6, 'candle,test,anomaly,a.JPG,'),
      /line 6, mask: expected the mask of an anomalous image/,
    ],
    [
      'a path out of the set',
      changed(3, 'candle,test,normal,candle/../../a.JPG,'),
      /line 3, image: expected a path within the set's folder/,
    ],
    [
      'an absolute path',
      changed(3, 'candle,test,anomaly,a.JPG,/etc/b.png'),
      /line 3, mask: .*within the set's folder/,
    ],
    [
      'an image to train on and to test',
      changed(5, (ONE_CLASS[1] as string).replace('train', 'test')),
      /line 5: candle\/Data\/Images\/Normal\/0002\.JPG is listed already, on line 2/,
    ],
  ])('is refused with %s', async (_, content, message) => {
    await expect(candles(content)).rejects.toThrow(invalid(message));
  });

  it('is refused where it lists none of what is asked for', async () => {
    const without = (word: string): string =>
      [
        ONE_CLASS[0],
        ...ONE_CLASS.filter(
          (line) => line.startsWith('pcb1') || (line.startsWith('candle') && !line.includes(word)),
        ),
      ].join('\n');
    await expect((await candles(without('train'))).normalPaths()).rejects.toThrow(
      invalid(/1cls\.csv: lists no image of .*candle as train,normal/),
    );
    await expect((await candles(without('test,normal'))).labeledPaths()).rejects.toThrow(
      invalid(/as test,normal\. Expected at least one/),
    );
    await expect((await candles(without('anomaly'))).readLabeled()).rejects.toThrow(
      invalid(/as test,anomaly/),
    );
  });

  it('each of 200 damaged ones is read or refused with a typed error', async () => {
    const dir = await temporaryFolder();
    await putVisa(join(dir, 'visa'));
    const original = Buffer.from(ONE_CLASS.join('\n'));
    let [read, refused] = [0, 0];
    for (let seed = 0; seed < 200; seed++) {
      const rng = createRng(seed);
      const bytes = Buffer.from(original);
      for (let i = 0; i <= rng.integer(3); i++)
        bytes[rng.integer(bytes.length)] =
          rng.uniform() < 0.5
            ? rng.integer(256)
            : (original[rng.integer(original.length)] as number);
      await put(
        join(dir, 'visa/split_csv/1cls.csv'),
        rng.uniform() < 0.2 ? bytes.subarray(0, rng.integer(bytes.length)) : bytes,
      );
      try {
        const category = await findCategory('visa', 'candle', { folders: [dir] });
        expect([...(await category.labeledPaths()).labels]).toContain(1);
        expect((await category.normalPaths()).paths.length).toBeGreaterThan(0);
        read++;
      } catch (error) {
        if (!isOneClassError(error)) throw new Error(`seed ${seed}`, { cause: error });
        refused++;
      }
    }
    expect(read).toBeGreaterThan(10);
    expect(refused).toBeGreaterThan(60);
  });
});
