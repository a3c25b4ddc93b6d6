import { ConformanceError } from '../assertion.ts';
import type { Check } from '../check.ts';
import { pick, positionsOf } from '../images.ts';
import { outputsOf } from '../output.ts';
import { batchTolerance } from '../tolerance.ts';

/**
 * @throws ConformanceError unless the values are equal within the tolerance, relative to
 *   themselves, or to the lower quartile where they are smaller
 */
function expectClose(what: string, received: Float32Array, expected: Float32Array): void {
  const floor = Float32Array.from(expected, Math.abs).sort()[expected.length >> 2] ?? 0;
  expected.forEach((value, i) => {
    const other = received[i] ?? Number.NaN;
    if (
      Math.abs(other - value) <=
      batchTolerance() * Math.max(Math.abs(value), Math.abs(other), floor)
    )
      return;
    throw new ConformanceError(
      `${what}: value ${String(i)} was ${String(other)} instead of ${String(value)}; expected ` +
        `them equal within ${String(batchTolerance())}, relative. ` +
        'An image is scored on its own: batch normalisation in inference mode, no mean over ' +
        'the batch, and a search in batches of one fixed size.',
    );
  });
}

export const independenceChecks: readonly Check[] = [
  {
    name: 'gives an image its score whatever the batch size',
    async run({ test, tensor, fit }) {
      const detector = await fit();
      const images = tensor(test);
      for (const { name, compute } of outputsOf(detector)) {
        const { data: expected } = await compute(images);
        for (const batchSize of [1, 5]) {
          const { data } = await compute(images, { batchSize });
          expectClose(`${name} with batchSize ${String(batchSize)}`, data, expected);
        }
      }
    },
  },
  {
    name: 'gives an image its score whatever the other images',
    async run({ test, labels, tensor, fit }) {
      const detector = await fit();
      const images = tensor(test);
      const kinds = [0, 1].map((label) =>
        positionsOf(test.size).filter((i) => labels[i] === label),
      );
      for (const { name, compute } of outputsOf(detector)) {
        const { data: all } = await compute(images);
        const length = all.length / test.size;
        for (const positions of kinds) {
          const { data: alone } = await compute(tensor(pick(test, positions)));
          const among = Float32Array.from(
            [...positions].flatMap((i) => [...all.subarray(i * length, (i + 1) * length)]),
          );
          expectClose(
            `${name} of ${String(positions.length)} images without the others`,
            alone,
            among,
          );
        }
      }
    },
  },
];
