import { describe, expect, it } from 'vitest';
import { meanFigures } from '../../src/cell/assess.ts';
import { FIGURES, type FigureName, type Figures } from '../../src/table/figure.ts';
import { figureOf, type CellResult } from '../../src/cell/result.ts';

const result = (figures: Figures, score: number): CellResult => {
  const set = {
    labels: [0, 1, 1],
    kinds: ['a', 'b', 'b'],
    ids: ['0', '1', '2'],
    scores: [1, 2, 4],
  };
  return {
    figures,
    seconds: { load: 0, fit: 0, score },
    test: set,
    validation: set,
  } as unknown as CellResult;
};

describe('figures that are of a result, but not in it', () => {
  it('are images scored a second, of validation and test', () => {
    expect(figureOf(result({}, 1.5), 'scoredPerSecond')).toBe(4);
    expect(figureOf(result({}, 0), 'scoredPerSecond')).toBeNull();
    expect(figureOf(result({ scoredPerSecond: null }, 1.5), 'scoredPerSecond')).toBeNull();
    expect(figureOf(result({ testAuroc: 0.5 }, 1.5), 'testAuroc')).toBe(0.5);
    expect(figureOf(result({}, 1.5), 'testAuroc')).toBeNull();
  });
});

describe('what a detector costs', () => {
  const measured = {
    ...result({}, 0),
    seconds: { load: 1, fit: 12.5, score: 2, image: 0.0332 },
    bytes: { artifact: 16_151_744, fitPeak: 858_386_432 },
  };
  const names = ['fitSeconds', 'imageMilliseconds', 'artifactMegabytes', 'fitPeakMegabytes'];
  const costs = (of: CellResult) => (names as FigureName[]).map((name) => figureOf(of, name));

  it('is in seconds, milliseconds and millions of bytes', () => {
    const [fit, image, artifact, peak] = costs(measured);
    expect([fit, artifact, peak]).toEqual([12.5, 16.151744, 858.386432]);
    expect(image).toBeCloseTo(33.2, 9);
    expect(
      (names as FigureName[]).map((name, i) =>
        FIGURES[name].format([fit, image, artifact, peak][i] as number),
      ),
    ).toEqual(['12.5', '33.2', '16.2', '858']);
  });

  it('is missing in results of before it was measured', () => {
    const before = { ...result({}, 0), seconds: { load: 1, fit: 452, score: 2 } };
    expect(costs(before)).toEqual([452, null, null, null]);
    const { fitPeak: _, ...bytes } = measured.bytes;
    expect(costs({ ...measured, bytes })).toEqual([12.5, expect.closeTo(33.2), 16.151744, null]);
  });
});

describe('mean scores', () => {
  it('are those of normal and of anomalous images, with their ratio', () => {
    expect(meanFigures({ labels: [0, 0, 1, 1], scores: [1, 2, 3, 6] })).toEqual({
      testNormalMean: 1.5,
      testAnomalousMean: 4.5,
      testMeanRatio: 3,
    });
    expect(meanFigures({ labels: [0, 1], scores: [0, 2] }).testMeanRatio).toBeNull();
    expect(meanFigures({ labels: [0, 1], scores: [-1, 2] }).testMeanRatio).toBeNull();
  });
});
