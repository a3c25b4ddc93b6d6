// A table of your own: plain JavaScript, run from the root of this repository by
//   pnpm oneclass-bench run ./examples/pixel-gaussian/table.js
// and in a project of yours, which has @oneclass/bench and the method installed, by
//   npx oneclass-bench run ./table.js
import { holdOut, oneVersusRest, strokeDigits } from '@oneclass/core/datasets';
import { quantileThreshold } from '@oneclass/core/thresholds';
import { pixelGaussian } from 'oneclass-pixel-gaussian';

/** @param {string} digit @param {number} seed */
const drawnDigits = (digit, seed) => ({
  // All that decides which images come: a finished cell is reused while it stays the same.
  description: { set: 'drawn digits', perDigit: [300, 50], normal: digit, heldOut: 1 / 3, seed },
  load() {
    const [train, test] = [
      strokeDigits({ perDigit: 300, seed: 2 * seed }),
      strokeDigits({ perDigit: 50, seed: 2 * seed + 1 }),
    ];
    const split = oneVersusRest(train, test, digit);
    const { rest, heldOut } = holdOut(split.normal, { fraction: 1 / 3, seed });
    return { train: rest, validation: heldOut, test: split.test };
  },
});

// eslint-disable-next-line oneclass/no-default-export -- how a file gives its table
export default {
  name: 'pixel-gaussian',
  title: 'A Gaussian for each pixel, on drawn digits',
  protocol: () => [
    'Digits drawn by code. Fitted on 200 images of one digit; 100 more choose the threshold, ' +
      'above which 5 % of them lie. Tested on 50 of every digit.',
  ],
  /** @param {{ seeds: number[] }} options */
  cells: ({ seeds }) =>
    ['1', '5', '8'].flatMap((digit) =>
      seeds.map((seed) => ({
        id: `digit${digit}-seed${seed}`,
        row: `digit ${digit}`, // cells of one row differ in their seed only
        method: pixelGaussian,
        package: 'oneclass-pixel-gaussian', // a new version of it is computed again
        config: { seed }, // the rest of the config is the method's defaults
        data: drawnDigits(digit, seed),
        /** @param {{ scores: Float32Array }} validation */
        threshold: ({ scores }) => quantileThreshold(scores, { falsePositiveRate: 0.05 }),
      })),
    ),
};
