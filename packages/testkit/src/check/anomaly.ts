import { isOneClassError } from '@oneclass/core';
import { auroc } from '@oneclass/core/metrics';
import { describeError, expectThat } from '../assertion.ts';
import type { Check } from '../check.ts';
import { drawConstant } from '../drawn-images.ts';

const LEAST_AUROC = 0.75;

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
    name: 'copes with images that are all alike, or refuses them',
    async run({ normal: { size, sampleShape }, test, tensor, fit }) {
      let scores: Float32Array;
      try {
        const detector = await fit({
          samples: tensor(drawConstant(sampleShape, { size, value: 0.5 })),
        });
        scores = await detector.score(tensor(test));
      } catch (error) {
        const refused =
          isOneClassError(error) &&
          ['collapsed', 'invalid-data'].includes(
            (error as { code?: string | undefined }).code ?? '',
          );
        expectThat(
          refused,
          `A fit on one image many times over failed with ${describeError(error)} Expected ` +
            "scores, or a OneClassError 'collapsed' or 'invalid-data'.",
        );
        return;
      }
      const broken = scores.find((score) => !Number.isFinite(score));
      expectThat(
        broken === undefined,
        `A fit on one image many times over gave a score ${String(broken)}; expected finite ` +
          'ones: put a floor under the variance.',
      );
    },
  },
];
