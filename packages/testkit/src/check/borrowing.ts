import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { expectSame, expectThat } from '../assertion.ts';
import type { Check } from '../check.ts';
import type { Images } from '../images.ts';
import { outputsOf } from '../output.ts';

async function expectUntouched(what: string, tensor: Tensor4D, { data }: Images): Promise<void> {
  expectThat(
    !tensor.isDisposed,
    `${what} disposed of the tensor it was given; expected it to be borrowed: leave it to the ` +
      'caller.',
  );
  expectSame(
    `${what}: the pixels afterwards and before`,
    [await tensor.data(), data],
    'Never write to a tensor that was given.',
  );
}

export const borrowingChecks: readonly Check[] = [
  {
    name: 'leaves the samples as they were',
    async run({ normal, test, tensor, fit }) {
      const [training, images] = [tensor(normal), tensor(test)];
      const detector = await fit({ samples: training });
      await expectUntouched('fit()', training, normal);
      for (const { name, compute } of outputsOf(detector)) {
        await compute(images);
        await expectUntouched(name, images, test);
      }
    },
  },
  {
    name: 'leaves nothing to dispose but the detector',
    async run({ normal, test, tensor, fit }) {
      const [training, images] = [tensor(normal), tensor(test)];
      const before = tf.memory().numTensors;
      const detector = await fit({ samples: training });
      const fitted = tf.memory().numTensors;
      for (const { name, compute } of outputsOf(detector)) {
        await compute(images);
        const left = tf.memory().numTensors - fitted;
        expectThat(
          left === 0,
          `${name} left ${String(left)} tensors; expected none: compute inside tf.tidy, and ` +
            'dispose every batch.',
        );
      }
      detector.dispose();
      const left = tf.memory().numTensors - before;
      expectThat(
        left === 0,
        `A fit and dispose() left ${String(left)} tensors; expected none: dispose() frees all ` +
          'that the detector holds.',
      );
    },
  },
  {
    name: 'keeps copies of the arrays that it takes and gives',
    async run({ method, test, tensor, fit, own }) {
      const detector = await fit();
      const images = tensor(test);
      const expected = await detector.score(images);
      const kept = expected.slice();
      const state = detector.state();
      const restored = own(method.restore(state));
      const restoredScores = await restored.score(images);
      for (const data of [expected, ...Object.values(state.tensors).map((held) => held.data)])
        data.fill(0.123);
      const fix = 'Copy in state(), in restore() and before an array is given away.';
      expectSame(
        'Scores after the arrays of score() and state() were overwritten and before',
        [await detector.score(images), kept],
        fix,
      );
      expectSame(
        "A restored detector's scores after the state's arrays were overwritten and before",
        [await restored.score(images), restoredScores],
        fix,
      );
    },
  },
];
