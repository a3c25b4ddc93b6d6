import { describe, expect, it } from 'vitest';
import { groupImages, shareOut, verdictOf, type Judged } from '../../src/node/page/group.ts';

const titles = (judged: Judged): [string, readonly number[]][] =>
  groupImages(judged).map(({ title, positions }) => [title, positions]);

describe('the order of a page', () => {
  const scores = [0.9, 0.1, 0.6, 0.2, 0.8, 0.3, 0.7, 0.5];
  const labels = [1, 1, 0, 0, 1, 1, 0, 0];

  it('has misses and false alarms first, the worst of each before the others, then what went right', () => {
    expect(titles({ scores, labels, threshold: 0.5 })).toEqual([
      ['Missed', [1, 5]],
      ['False alarms', [6, 2]],
      ['Found', [4, 0]],
      ['Passed', [7, 3]],
    ]);
  });

  it('says so where nothing is of a kind', () => {
    expect(titles({ scores, labels, threshold: 0.75 })).toEqual([
      ['Missed', [1, 5]],
      ['False alarms', []],
      ['Found', [4, 0]],
      ['Passed', [6, 2, 7, 3]],
    ]);
  });

  it('without a threshold has anomalous images that are easiest missed, then normal ones that are easiest taken for them', () => {
    expect(titles({ scores, labels, threshold: null })).toEqual([
      ['Anomalous images', [1, 5, 4, 0]],
      ['Normal images', [6, 2, 7, 3]],
    ]);
  });

  it('has the highest scores first where nobody knows what the images are', () => {
    expect(titles({ scores, threshold: null })).toEqual([['Images', [0, 4, 6, 2, 7, 5, 3, 1]]]);
    expect(titles({ scores, threshold: 0.65 })).toEqual([
      ['Called anomalous', [0, 4, 6]],
      ['Called normal', [2, 7, 5, 3, 1]],
    ]);
  });

  it('calls anomalous what is above the threshold, not on it', () => {
    const of = (label: number | undefined, score: number) =>
      verdictOf(
        { scores: [score], threshold: 0.5, labels: label === undefined ? undefined : [label] },
        0,
      );
    expect([
      of(1, 0.5),
      of(1, 0.6),
      of(0, 0.5),
      of(0, 0.6),
      of(undefined, 0.5),
      of(undefined, 0.6),
    ]).toEqual(['missed', 'found', 'passed', 'false alarm', 'normal', 'anomalous']);
    expect(verdictOf({ scores: [1], threshold: null, labels: [1] }, 0)).toBeUndefined();
  });
});

describe('places on a page', () => {
  it.each([
    [[3, 2, 40, 30], 100, [3, 2, 40, 30]],
    [[300, 200, 400, 100], 100, [25, 25, 25, 25]],
    [[3, 2, 400, 300], 100, [3, 2, 70, 25]],
    [[500], 100, [100]],
    [[30, 0, 0, 20], 40, [30, 0, 0, 10]],
    [[1, 1, 1], 2, [1, 1, 0]],
  ])('of %j images in %i places are %j', (sizes, places, shown) => {
    expect(shareOut(sizes, places)).toEqual(shown);
  });
});
