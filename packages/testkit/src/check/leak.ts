import * as tf from '@tensorflow/tfjs';
import type { ProgressEvent } from '@oneclass/core';
import { describeError, expectThat, outcomeOf, rejectionOf } from '../assertion.ts';
import type { Check } from '../check.ts';
import { abortAtStep, failingDataset } from '../interruption.ts';
import { outputsOf } from '../output.ts';
import type { Trial } from '../trial.ts';
import { callsWith, wrongInputs } from './input.ts';
import { damagedStates, enlargedState } from '../damaged-state.ts';

/** Whether the call fails is for other checks; here it leaves nothing behind. */
async function expectNothingLeft(what: string, call: () => unknown): Promise<void> {
  const before = tf.memory().numTensors;
  await outcomeOf(call);
  const left = tf.memory().numTensors - before;
  expectThat(
    left === 0,
    `${what} left ${String(left)} tensors; expected none: dispose of what was made in ` +
      '`finally`, the batch at hand included.',
  );
}

/** `fit` and all that a detector computes, with the same run. */
async function calls({
  method,
  config,
  normal,
  test,
  tensor,
  fit,
}: Trial): Promise<readonly { name: string; call: (run: object) => unknown }[]> {
  const [training, images] = [tensor(normal), tensor(test)];
  return [
    { name: 'fit()', call: (run) => method.fit(training, config, run) },
    ...outputsOf(await fit()).map(({ name, compute }) => ({
      name: name,
      call: (run: object) => compute(images, { batchSize: 5, ...run }),
    })),
  ];
}

export const leakChecks: readonly Check[] = [
  {
    name: 'leaves no tensor when it refuses input',
    async run(trial) {
      const fitted = await trial.fit();
      for (const input of wrongInputs) {
        for (const { name, call } of callsWith(input, trial, fitted))
          await expectNothingLeft(`${name} that refused ${input.name}`, call);
      }
    },
  },
  {
    name: 'leaves no tensor when it refuses config',
    async run({ method, config, normal, tensor }) {
      const training = tensor(normal);
      const wrong: readonly Record<string, unknown>[] = [
        { nonsense: 1 },
        ...Object.keys(method.defaults).map((key) => ({ [key]: { nonsense: true } })),
      ];
      for (const part of wrong) {
        await expectNothingLeft(`fit() that refused the config ${JSON.stringify(part)}`, () =>
          method.fit(training, { ...config, ...part }),
        );
      }
    },
  },
  {
    name: "passes on a dataset's own error",
    async run({ method, config, normal, test, fit }) {
      const reason = new Error('thrown by the dataset');
      const failing = [normal, test].map((images) => failingDataset(images, { pass: 1, reason }));
      const [training, images] = failing as [(typeof failing)[0], (typeof failing)[0]];
      const detector = await fit();
      for (const [name, call] of [
        ['fit()', () => method.fit(training, config)],
        ['score()', () => detector.score(images)],
      ] as const) {
        const error = await rejectionOf(`${name} of a dataset that failed`, call);
        const passed = error === reason || (error instanceof Error && error.cause === reason);
        expectThat(
          passed,
          `${name} of a dataset that failed was rejected with ${describeError(error)} ` +
            "Expected the dataset's error, or one with it as `cause`.",
        );
      }
    },
  },
  {
    name: 'leaves no tensor when a dataset fails in mid-pass',
    async run({ method, config, normal, test, fit }) {
      const reason = new Error('thrown by the dataset');
      for (const pass of [1, 2]) {
        const samples = failingDataset(normal, { pass, reason });
        await expectNothingLeft(`fit() of a dataset that failed in pass ${String(pass)}`, () =>
          method.fit(samples, config),
        );
      }
      for (const { name, compute } of outputsOf(await fit())) {
        const samples = failingDataset(test, { pass: 1, reason });
        await expectNothingLeft(`${name} of a dataset that failed`, () =>
          compute(samples, { batchSize: 2 }),
        );
      }
    },
  },
  {
    name: 'leaves no tensor when it is aborted',
    async run(trial) {
      for (const { name, call } of await calls(trial)) {
        for (const step of [0, 1, 2])
          await expectNothingLeft(`${name} aborted at step ${String(step)}`, () =>
            call(abortAtStep(step).run),
          );
      }
    },
  },
  {
    name: 'leaves no tensor when onProgress throws',
    async run(trial) {
      for (const { name, call } of await calls(trial)) {
        for (const type of ['phase-start', 'step-end', 'epoch-end', 'phase-end']) {
          const onProgress = (event: ProgressEvent): void => {
            if (event.type === type) throw new Error('thrown by onProgress');
          };
          await expectNothingLeft(`${name} whose onProgress threw at ${type}`, () =>
            call({ onProgress }),
          );
        }
      }
    },
  },
  {
    name: 'leaves no tensor when it refuses a state',
    async run({ method, fit }) {
      const state = (await fit()).state();
      for (const { name, state: damaged } of damagedStates(state)) {
        await expectNothingLeft(`restore() of a state with ${name}`, () => method.restore(damaged));
      }
      await expectNothingLeft('restore() of a state of far larger images', () =>
        method.restore(enlargedState(state)),
      );
    },
  },
];
