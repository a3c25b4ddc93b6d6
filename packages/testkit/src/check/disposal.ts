import * as tf from '@tensorflow/tfjs';
import { isOneClassError, type Detector, type Maps } from '@oneclass/core';
import { describeError, expectRefusal, expectSame, expectThat } from '../assertion.ts';
import type { Check } from '../check.ts';
import { outputsOf } from '../output.ts';
import type { Trial } from '../trial.ts';

type Outputs = Readonly<Record<string, Maps>>;

/** Everything, one image at a time, from a detector that is disposed of when `when` comes. */
async function disposedMeanwhile(
  detector: Detector,
  { test, tensor }: Trial,
  when: 'at once' | 'after a step',
): Promise<Outputs | undefined> {
  const onProgress = (event: { readonly type: string }): void => {
    if (when === 'after a step' && event.type === 'step-end') detector.dispose();
  };
  const running = detector.compute(tensor(test), detector.outputs, { batchSize: 1, onProgress });
  if (when === 'at once') detector.dispose();
  try {
    return await running;
  } catch (error) {
    expectThat(
      isOneClassError(error),
      `compute() of a detector that was disposed of ${when} failed with ${describeError(error)} ` +
        'Expected a OneClassError, or the right results: free the weights when no call is under ' +
        'way any more.',
    );
    return undefined;
  }
}

export const disposalChecks: readonly Check[] = [
  {
    name: 'can be disposed of twice, and says so when used after',
    async run({ test, tensor, fit }) {
      const detector = await fit();
      detector.dispose();
      detector.dispose();
      const images = tensor(test);
      for (const { name, compute } of outputsOf(detector)) {
        await expectRefusal(`${name} after dispose()`, ['invalid-argument'], () => compute(images));
      }
      await expectRefusal('state() after dispose()', ['invalid-argument'], () => detector.state());
    },
  },
  {
    name: 'stops or finishes when it is disposed of meanwhile',
    async run(trial) {
      const { test, tensor, fit } = trial;
      const [training, images] = [tensor(trial.normal), tensor(test)];
      const whole = await fit({ samples: training });
      const expected = await whole.compute(images, whole.outputs, { batchSize: 1 });
      for (const when of ['at once', 'after a step'] as const) {
        const before = tf.memory().numTensors;
        const detector = await fit({ samples: training });
        const found = await disposedMeanwhile(detector, { ...trial, tensor: () => images }, when);
        for (const [name, { data }] of Object.entries(found ?? {})) {
          const both = [data, expected[name]?.data ?? []] as const;
          expectSame(
            `\`${name}\` of a detector that was disposed of ${when} and of one that was not`,
            both,
            'Keep the weights until the last call has ended.',
          );
        }
        const left = tf.memory().numTensors - before;
        expectThat(
          left === 0,
          `A detector that was disposed of ${when} left ${String(left)} tensors; expected none ` +
            'once the call has ended.',
        );
        await expectRefusal(
          `compute() after a dispose() during another`,
          ['invalid-argument'],
          () => detector.compute(images, ['score']),
        );
      }
    },
  },
];
