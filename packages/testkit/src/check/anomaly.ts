import { isOneClassError, type ErrorCode, type SampleShape } from '@oneclass/core';
import { auroc } from '@oneclass/core/metrics';
import { describeError, expectThat } from '../assertion.ts';
import type { Check } from '../check.ts';
import { drawColours, drawConstant } from '../drawn-images.ts';
import { pick, type Images } from '../images.ts';

const LEAST_AUROC = 0.75;

const isRefusal = (error: unknown): boolean =>
  isOneClassError(error) && (error as unknown as { code: ErrorCode }).code === 'invalid-data';

/** Black, white, greys, and one that is all but constant. */
function flatImages(sampleShape: SampleShape): Images[] {
  const greys = pieces(drawColours(sampleShape, 21));
  const [middle] = pieces(drawConstant(sampleShape, { size: 1, value: 0.5 }));
  const data = middle?.data.map((value, i) => value + (i % 3) / 300) ?? new Float32Array();
  return [...greys, { data, size: 1, sampleShape }];
}

const pieces = (images: Images): Images[] =>
  Array.from({ length: images.size }, (_, i) => pick(images, [i]));

export const anomalyChecks: readonly Check[] = [
  {
    name: 'scores anomalies higher',
    async run({ test, labels, tensor, fit }) {
      const detector = await fit();
      const value = auroc(labels, await detector.score(tensor(test)));
      expectThat(
        value >= LEAST_AUROC,
        `The AUROC on gross anomalies is ${value.toFixed(3)}; expected ${String(LEAST_AUROC)} ` +
          'or more, a higher score being more anomalous. ' +
          'Turn the sign if it is near 0; near 0.5, give `config` more training, or ' +
          '`data` that the method can tell apart.',
      );
    },
  },
  {
    name: 'scores an image of one colour above all that it was fitted on, or refuses it',
    async run({ normal, tensor, fit }) {
      const detector = await fit();
      const highest = Math.max(...(await detector.score(tensor(normal))));
      for (const image of flatImages(normal.sampleShape)) {
        let score: number | undefined;
        try {
          [score] = await detector.score(tensor(image));
        } catch (error) {
          expectThat(
            isRefusal(error),
            `An image of one colour was rejected with ${describeError(error)} Expected a score, ` +
              "or a OneClassError 'invalid-data'.",
          );
          continue;
        }
        expectThat(
          score !== undefined && score > highest,
          `An image of one colour has the score ${String(score)}, and one that the detector was ` +
            `fitted on ${String(highest)}; expected a higher score, or a OneClassError ` +
            "'invalid-data': core's `defineDetector` refuses such images. A covered lens must " +
            'not pass for a normal part.',
        );
      }
    },
  },
];
