import { readFile } from 'node:fs/promises';
import type { Detector, Encoder, LabeledDataset, Maps } from '@oneclass/core';
import { oneVersusRest, strokeDigits } from '@oneclass/core/datasets';
import { describe, expect, it } from 'vitest';
import { codeChart } from '../../src/page/code-chart.ts';
import { principalPlane } from '../../src/page/principal-plane.ts';
import type { CellResult } from '../../src/cell/result.ts';

const golden = JSON.parse(
  await readFile(new URL('./golden/principal-plane.json', import.meta.url), 'utf8'),
) as Record<'codes' | 'places', number[][]> & Record<'shares' | 'other' | 'otherPlace', number[]>;
const mapsOf = (codes: readonly (readonly number[])[]): Maps => ({
  data: Float32Array.from(codes.flat()),
  shape: [codes.length, codes[0]?.length ?? 0],
});
const closeTo = (values: readonly number[], expected: readonly number[] | undefined): void => {
  expect(values).toHaveLength(expected?.length ?? 0);
  values.forEach((value, i) => {
    expect(value).toBeCloseTo(expected?.[i] as number, 5);
  });
};

describe('the principal plane', () => {
  it('has scikit-learn’s components and shares of variance, signs fixed', () => {
    const { shares, place } = principalPlane(mapsOf(golden.codes));
    closeTo(shares, golden.shares);
    golden.codes.forEach((code, i) => {
      closeTo(place(code), golden.places[i]);
    });
    closeTo(place(golden.other), golden.otherPlace);
  });

  it('of fewer codes than numbers is that of the codes', () => {
    const { shares, place } = principalPlane(
      mapsOf([
        [3, 0, 0, 0, 0],
        [0, 0, 0, 4, 0],
      ]),
    );
    closeTo(shares, [1, 0]);
    closeTo([Math.abs(place([3, 0, 0, 0, 0])[0])], [2.5]);
  });

  it('of codes that are all alike is a point', () => {
    const { shares, place } = principalPlane(
      mapsOf([
        [1, 2, 3],
        [1, 2, 3],
        [1, 2, 3],
      ]),
    );
    expect(shares).toEqual([0, 0]);
    closeTo(place([1, 2, 3]), [0, 0]);
  });

  it('of long codes is found from 512 of them, taken evenly', () => {
    const codes = Array.from({ length: 1024 }, (_, i) =>
      Array.from({ length: 600 }, (__, j) =>
        j === 7 ? (i >> 1) % 30 : j === 9 && i % 2 === 1 ? 1e4 * i : 0,
      ),
    );
    const { shares, place } = principalPlane(mapsOf(codes));
    expect(shares[0]).toBeGreaterThan(0.99);
    const [a, b] = [place(codes[0] as number[]), place(codes[58] as number[])];
    expect(b[0] - a[0]).toBeCloseTo(29, 2);
  });
});

describe('the chart of codes', () => {
  const digits = strokeDigits({ perDigit: 150, seed: 1 });
  const { test } = oneVersusRest(digits, digits, '1');
  const signal = new AbortController().signal;
  const result = {
    test: { labels: [...test.labels], kinds: test.kinds, ids: test.ids, scores: [] },
  } as unknown as CellResult;
  const asked: number[] = [];
  const encoder = (more: object = {}, d = 3): Detector =>
    ({
      outputs: ['score', 'code'],
      async encode(samples: LabeledDataset['samples']): Promise<Maps> {
        asked.push(samples.size);
        return Promise.resolve({
          data: Float32Array.from({ length: samples.size * d }, (_, i) => Math.sin(i)),
          shape: [samples.size, d],
        });
      },
      ...more,
    }) as unknown as Encoder;

  it('shows a part of many images, says of how many, and the centre where there is one', async () => {
    const [chart] = await codeChart({
      detector: encoder({ center: Float32Array.of(0, 0, 0) }),
      test,
      result,
      signal,
    });
    expect(asked.at(-1)).toBe(150 + 1000);
    expect(chart?.svg).toContain('normal (150), anomalous (1,000 of 1,350), centre c.');
    expect(chart?.caption).toBe('Principal components of the 3 numbers of each code shown.');
    const [plain] = await codeChart({ detector: encoder(), test, result, signal });
    expect(plain?.svg).not.toContain('centre');
    expect(plain?.svg.length).toBeLessThan(40_000);
  });

  it('is none for a method without codes, or with codes of one number', async () => {
    const codeless = { outputs: ['score'] } as unknown as Detector;
    expect(await codeChart({ detector: codeless, test, result, signal })).toEqual([]);
    expect(await codeChart({ detector: encoder({}, 1), test, result, signal })).toEqual([]);
  });
});
