import { expectRefusal } from '../assertion.ts';
import type { Check } from '../check.ts';
import { outputsOf } from '../output.ts';
import type { Trial } from '../trial.ts';

/** No config key takes this. */
const NONSENSE = { nonsense: true };

const invalidConfig = (
  what: string,
  { method, normal, tensor }: Trial,
  config: unknown,
): Promise<void> =>
  expectRefusal(what, ['invalid-config'], () => method.fit(tensor(normal), config as object));

export const configChecks: readonly Check[] = [
  {
    name: 'refuses a config key that there is not',
    async run(trial) {
      const { method, config, normal } = trial;
      const wrong: object = { ...config, ...NONSENSE };
      await invalidConfig('A fit with the config key `nonsense`', trial, wrong);
      await expectRefusal('checkShape() with the config key `nonsense`', ['invalid-config'], () => {
        method.checkShape(normal.sampleShape, wrong);
      });
    },
  },
  {
    name: 'refuses a value of a wrong type for every config key',
    async run(trial) {
      for (const key of Object.keys(trial.method.defaults)) {
        await invalidConfig(`A fit with an object of nonsense for \`${key}\``, trial, {
          ...trial.config,
          [key]: NONSENSE,
        });
      }
    },
  },
  {
    name: 'refuses a seed that is negative or no integer',
    async run(trial) {
      for (const seed of [-1, 0.5, Number.NaN, '1'])
        await invalidConfig(`A fit with the seed ${String(seed)}`, trial, {
          ...trial.config,
          seed,
        });
    },
  },
  {
    name: 'refuses a config that is no object',
    async run(trial) {
      for (const config of [null, 'fast', 3])
        await invalidConfig(`A fit with the config ${String(config)}`, trial, config);
    },
  },
  {
    name: 'refuses a score config key that there is not',
    async run({ test, tensor, fit }) {
      const images = tensor(test);
      for (const { name, compute } of outputsOf(await fit())) {
        await expectRefusal(
          `${name} with the score config key \`nonsense\``,
          ['invalid-config'],
          () => compute(images, { config: NONSENSE }),
        );
      }
    },
  },
  {
    name: 'refuses a batch size that is no integer of 1 or more',
    async run({ test, tensor, fit }) {
      const images = tensor(test);
      for (const { name, compute } of outputsOf(await fit())) {
        for (const batchSize of [0, 1.5, Number.NaN]) {
          const codes = ['invalid-argument', 'invalid-config'] as const;
          await expectRefusal(`${name} with batchSize ${String(batchSize)}`, codes, () =>
            compute(images, { batchSize }),
          );
        }
      }
    },
  },
];
