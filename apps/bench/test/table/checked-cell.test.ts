import { OneClassError } from '@oneclass/core';
import { fixedThreshold } from '@oneclass/core/thresholds';
import { describe, expect, it } from 'vitest';
import { checkedCell, type CheckedCell } from '../../src/table/checked-cell.ts';
import type { Cell, CellData } from '../../src/table/table.ts';
import { tinyCell } from '../tiny-table.ts';

const { signal } = new AbortController();
const good = tinyCell(0, 1);
const data = await good.data.load({ folders: [], signal });

const cellWith = (more: Partial<Cell>, load: () => unknown = () => data): CheckedCell =>
  checkedCell({ ...good, ...more, data: { ...good.data, load: load as () => CellData } }, {});
const scores = { labels: Uint8Array.of(0, 1), scores: Float32Array.of(1, 2) };

describe('the data of a checked cell', () => {
  it('are what its author’s load gives', async () => {
    const folders = ['/data'];
    const loaded = await cellWith({}, () => ({ ...data, files: undefined })).data.load({
      folders,
      signal,
    });
    expect(loaded.train).toBe(data.train);
    expect(loaded.files).toEqual([]);
  });

  it.each<[string, () => unknown, string]>([
    [
      'that fail',
      () => Promise.reject(new Error('no disk')),
      'data.load() of cell "seed0" failed: Error: no disk',
    ],
    ['that are none', () => 7, 'Invalid data of cell "seed0": it must be an object'],
    [
      'without what the threshold is found on',
      () => ({ ...data, validation: undefined }),
      'Cell "seed0" finds its threshold on validation scores, and its data have no `validation`.',
    ],
  ])('are refused %s', async (_, load, message) => {
    await expect(cellWith({}, load).data.load({ folders: [], signal })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining(message) as string,
    });
  });

  it.each<[string, () => unknown, string]>([
    [
      'fail',
      () => Promise.reject(new Error('gone')),
      'masks() of cell "seed0" failed: Error: gone',
    ],
    [
      'are of another size than they say',
      () => ({ width: 2, height: 2, data: new Uint8Array(3) }),
      'Invalid mask of cell "seed0": it must be { width, height, data }',
    ],
    ['are none', () => null, 'Invalid mask of cell "seed0": it must be { width, height, data }'],
  ])(
    'have masks that are asked for one by one, and refused where they %s',
    async (_, masks, message) => {
      const test = { ...data.test, masks };
      const loaded = await cellWith({}, () => ({ ...data, test })).data.load({
        folders: [],
        signal,
      });
      await expect(loaded.test.masks?.(0)).rejects.toThrow(message);
    },
  );

  it('end with the reason of a run that was stopped, not with what the author’s code made of it', async () => {
    const controller = new AbortController();
    const stopped = cellWith({}, () => {
      controller.abort(new Error('enough'));
      return data;
    }).data.load({ folders: [], signal: controller.signal });
    await expect(stopped).rejects.toThrow(/^enough$/);
  });

  it('that are missing are told by the author’s code, and its failure is said to be theirs', async () => {
    const of = (missing: NonNullable<Cell['data']['missing']>): CheckedCell =>
      checkedCell({ ...good, data: { ...good.data, missing } }, {});
    const folders = ['/data'];
    expect(await of(() => Promise.resolve('no data')).data.missing?.({ folders })).toBe('no data');
    await expect(
      of(() => Promise.reject(new Error('no luck'))).data.missing?.({ folders }),
    ).rejects.toThrow('data.missing() of cell "seed0" failed: Error: no luck');
    expect(cellWith({}).data.missing).toBeUndefined();
  });
});

describe('the threshold of a checked cell', () => {
  it('is the fixed one, or what its rule finds on the validation scores', async () => {
    const fixed = fixedThreshold(0.5);
    expect(await cellWith({ threshold: fixed }).thresholdOn(null)).toEqual(fixed);
    const found = cellWith({
      threshold: ({ scores: given }) => ({ ...fixedThreshold(given[1] as number), extra: 1 }),
    });
    expect(await found.thresholdOn(scores)).toEqual(fixedThreshold(2));
    expect(await found.thresholdOn(null)).toBeNull();
    expect(await cellWith({ threshold: undefined }).thresholdOn(scores)).toBeNull();
  });

  it('is refused where its rule fails or gives none', async () => {
    const failing = (): never => {
      throw new Error('no');
    };
    await expect(cellWith({ threshold: failing }).thresholdOn(scores)).rejects.toThrow(
      'threshold() of cell "seed0" failed: Error: no',
    );
    const wrong = (() => 7) as never;
    await expect(cellWith({ threshold: wrong }).thresholdOn(scores)).rejects.toThrow(
      'Invalid threshold of cell "seed0": `value` must be a finite number',
    );
    const ours = (): never => {
      throw new OneClassError('invalid-data', 'ours');
    };
    await expect(cellWith({ threshold: ours }).thresholdOn(scores)).rejects.toThrow(/^ours$/);
  });
});
