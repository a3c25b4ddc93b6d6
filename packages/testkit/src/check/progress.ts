import type { ProgressEvent } from '@oneclass/core';
import { ConformanceError, describeError, expectThat, outcomeOf } from '../assertion.ts';
import type { Check } from '../check.ts';
import { expectSteps } from '../interruption.ts';
import { outputsOf } from '../output.ts';
import { expectOrder, expectUnits } from '../progress-order.ts';

export const progressChecks: readonly Check[] = [
  {
    name: 'reports a fit in order',
    async run({ fit }) {
      const events: ProgressEvent[] = [];
      await fit({ run: { onProgress: (event) => events.push(event) } });
      expectOrder('fit()', events);
    },
  },
  {
    name: 'reports scoring in order',
    async run({ test, tensor, fit }) {
      const detector = await fit();
      const images = tensor(test);
      for (const { name, compute } of outputsOf(detector)) {
        const events: ProgressEvent[] = [];
        await compute(images, { batchSize: 5, onProgress: (event) => events.push(event) });
        expectOrder(name, events);
      }
    },
  },
  {
    name: 'says what its progress counts',
    async run({ test, tensor, fit }) {
      const events: ProgressEvent[] = [];
      const onProgress = (event: ProgressEvent): void => void events.push(event);
      const detector = await fit({ run: { onProgress } });
      expectUnits('fit()', events.splice(0));
      const images = tensor(test);
      for (const { name, compute } of outputsOf(detector)) {
        await compute(images, { onProgress });
        expectUnits(name, events.splice(0));
      }
    },
  },
  {
    name: 'reports finite losses and times',
    async run({ fit }) {
      const numbers: [string, number][] = [];
      const onProgress = (event: ProgressEvent): void => {
        if (event.type === 'phase-start') return;
        if (event.type === 'phase-end') return void numbers.push(['seconds', event.seconds]);
        numbers.push(['unitsPerSecond', event.unitsPerSecond], ...Object.entries(event.losses));
      };
      await fit({ run: { onProgress } });
      const broken = numbers.find(
        ([, value]) =>
          typeof value !== 'number' || Number.isNaN(value) || Math.abs(value) === Infinity,
      );
      expectThat(
        broken === undefined,
        `fit() reported ${String(broken?.[0])} of ${String(broken?.[1])}; expected a finite ` +
          'number.',
      );
    },
  },
  {
    name: 'passes on what onProgress throws',
    async run({ method, config, normal, test, tensor, fit }) {
      const reason = new Error('thrown by onProgress');
      let steps = 0;
      const onProgress = (event: ProgressEvent): void => {
        if (event.type !== 'step-end') return;
        steps += 1;
        throw reason;
      };
      const [training, images] = [tensor(normal), tensor(test)];
      const calls = [
        {
          name: 'fit()',
          call: () => method.fit(training, config, { onProgress }) as Promise<unknown>,
        },
        ...outputsOf(await fit()).map(({ name, compute }) => ({
          name: name,
          call: () => compute(images, { onProgress }),
        })),
      ];
      for (const { name, call } of calls) {
        steps = 0;
        const outcome = await outcomeOf(call);
        if (!('error' in outcome)) {
          expectSteps(name, steps);
          throw new ConformanceError(
            `${name} whose onProgress threw went through; expected it to be rejected with ` +
              'what onProgress threw.',
          );
        }
        const { error } = outcome;
        expectThat(
          error === reason,
          `${name} whose onProgress threw was rejected with ${describeError(error)} Expected ` +
            'what onProgress threw.',
        );
      }
    },
  },
];
