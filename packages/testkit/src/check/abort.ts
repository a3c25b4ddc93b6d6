import { ConformanceError, describeError, expectThat, outcomeOf } from '../assertion.ts';
import type { Check } from '../check.ts';
import { abortAtStep, expectSteps, type Interruption } from '../interruption.ts';
import { outputsOf } from '../output.ts';

async function expectStop(
  what: string,
  interruption: Interruption,
  call: () => Promise<unknown>,
): Promise<void> {
  const outcome = await outcomeOf(call);
  const { reason, run, steps } = interruption;
  if (!('error' in outcome)) {
    if (!run.signal.aborted) expectSteps(what, steps());
    throw new ConformanceError(
      `${what} went through; expected it to be rejected with the signal's reason: call ` +
        'signal.throwIfAborted().',
    );
  }
  const { error } = outcome;
  expectThat(
    error === reason,
    `${what} was rejected with ${describeError(error)} Expected the signal's reason: call ` +
      'signal.throwIfAborted().',
  );
}

export const abortChecks: readonly Check[] = [
  {
    name: 'does not start when it is aborted before',
    async run({ method, config, normal, test, tensor, fit }) {
      const [training, images] = [tensor(normal), tensor(test)];
      const before = abortAtStep(0);
      const calls = [
        { name: 'fit()', call: () => method.fit(training, config, before.run) as Promise<unknown> },
        ...outputsOf(await fit()).map(({ name, compute }) => ({
          name: name,
          call: () => compute(images, before.run),
        })),
      ];
      for (const { name, call } of calls) {
        await expectStop(`${name} with a signal that was aborted before`, before, call);
        expectThat(
          before.steps() === 0,
          `${name} with a signal that was aborted before did a step; expected none: look at ` +
            'the signal first.',
        );
      }
    },
  },
  {
    name: 'stops a fit within one step',
    async run({ method, config, normal, tensor }) {
      const training = tensor(normal);
      const interruption = abortAtStep(1);
      await expectStop('fit() aborted at its first step-end', interruption, () =>
        method.fit(training, config, interruption.run),
      );
      const more = interruption.steps() - 1;
      expectThat(
        more <= 1,
        `fit() did ${String(more)} steps after its signal was aborted; expected one at most: ` +
          'look at the signal after every step.',
      );
    },
  },
  {
    name: 'stops scoring within one step',
    async run({ test, tensor, fit }) {
      const images = tensor(test);
      for (const { name, compute } of outputsOf(await fit())) {
        const interruption = abortAtStep(1);
        await expectStop(`${name} aborted at its first step-end`, interruption, () =>
          compute(images, { batchSize: 1, ...interruption.run }),
        );
        const more = interruption.steps() - 1;
        expectThat(
          more <= 1,
          `${name} did ${String(more)} steps after its signal was aborted; expected one at ` +
            'most: look at the signal after every batch.',
        );
      }
    },
  },
];
