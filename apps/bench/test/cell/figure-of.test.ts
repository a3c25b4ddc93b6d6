import { describe, expect, it } from 'vitest';
import { meanFigures } from '../../src/cell/assess.ts';
import type { Figures } from '../../src/table/figure.ts';
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
