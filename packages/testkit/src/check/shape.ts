import { isOneClassError, type SampleShape } from '@oneclass/core';
import { expectThat, outcomeOf } from '../assertion.ts';
import type { Check } from '../check.ts';
import { drawNormal } from '../drawn-images.ts';
import { abortAtStep } from '../interruption.ts';
import type { Trial } from '../trial.ts';

const show = (value: unknown): string => JSON.stringify(value) ?? String(value);

/** Whether the call refuses the shape; what else it throws is for other checks. */
async function refusesShape(call: () => unknown): Promise<boolean> {
  const outcome = await outcomeOf(call);
  if (!('error' in outcome) || !isOneClassError(outcome.error)) return false;
  return (outcome.error as unknown as { readonly code: string }).code === 'invalid-shape';
}

/** Small shapes, and one of odd sides, that some methods refuse. */
const shapesFor = ({ normal: { sampleShape } }: Trial): readonly SampleShape[] => {
  const [height, width, channels] = sampleShape;
  return [
    sampleShape,
    [1, 1, channels],
    [3, 5, channels],
    [height + 1, width + 1, channels],
    [height, 2 * width, channels],
    [height, width, 2],
  ];
};

export const shapeChecks: readonly Check[] = [
  {
    name: 'suggests a shape that a fit takes',
    async run({ method, config, normal: { sampleShape }, tensor, fit }) {
      const [height, width, channels] = sampleShape;
      const natural: SampleShape = [height + 3, width + 5, channels];
      const nearest = method.nearestShape(natural, config);
      const again = method.nearestShape(nearest, config);
      expectThat(
        show(again) === show(nearest),
        `\`nearestShape\` made ${show(nearest)} of ${show(natural)}, and of that ` +
          `${show(again)}; expected a shape that is taken to be its own nearest.`,
      );
      const detector = await fit({ samples: tensor(drawNormal(nearest, { size: 24, seed: 1 })) });
      expectThat(
        show(detector.sampleShape) === show(nearest),
        `The detector's \`sampleShape\` is ${show(detector.sampleShape)}; expected ` +
          `${show(nearest)}.`,
      );
    },
  },
  {
    name: 'takes by checkShape the shapes that a fit takes, and no others',
    async run(trial) {
      const { method, config, tensor } = trial;
      for (const shape of shapesFor(trial)) {
        const samples = tensor(drawNormal(shape, { size: 4, seed: 1 }));
        // Its first step is enough to see that a fit takes the shape.
        const { run } = abortAtStep(1);
        const byFit = await refusesShape(() => method.fit(samples, config, run));
        const byCheck = await refusesShape(() => {
          method.checkShape(shape, config);
        });
        expectThat(
          byFit === byCheck,
          `checkShape() ${byCheck ? 'refused' : 'took'} the shape ${show(shape)}, which a fit ` +
            `${byFit ? 'refused' : 'took'}; expected both to refuse the same shapes with ` +
            "'invalid-shape': let the fit call checkShape().",
        );
      }
      const nearest = method.nearestShape([37, 53, 1], config);
      expectThat(
        !(await refusesShape(() => {
          method.checkShape(nearest, config);
        })),
        `checkShape() refused ${show(nearest)}, which nearestShape() made of [37,53,1]; expected ` +
          'a shape that a fit takes.',
      );
    },
  },
];
