import { ConformanceError, expectSame, expectThat } from '../assertion.ts';
import type { Check } from '../check.ts';
import { pick, positionsOf } from '../images.ts';
import { outputsOf } from '../output.ts';
import type { FitOptions, Trial } from '../trial.ts';

async function scoresOf({ test, tensor, fit }: Trial, options: FitOptions): Promise<Float32Array> {
  const detector = await fit(options);
  return detector.score(tensor(test));
}

/** Runs `body` while Math.random throws; says so even when the method swallows that. */
async function withoutRandom(body: () => Promise<void>): Promise<void> {
  let caught: ConformanceError | undefined;
  /* eslint-disable oneclass/no-math-random -- what is guarded */
  const draw = Math.random;
  Math.random = () => {
    caught = new ConformanceError(
      'The method drew from Math.random, which cannot be repeated. Expected ' +
        'createRng(config.seed), or a seeded operation.',
    );
    throw caught;
  };
  try {
    await body();
  } catch (error) {
    throw caught ?? error;
  } finally {
    Math.random = draw;
  }
  /* eslint-enable oneclass/no-math-random */
  if (caught) throw caught;
}

/** Relative: less does not come from a draw. */
const ROUNDING = 1e-5;

export const reproducibilityChecks: readonly Check[] = [
  {
    name: 'gives the same scores for the same seed',
    async run(trial) {
      const config = { seed: trial.anotherSeed };
      const first = await scoresOf(trial, { config });
      const second = await scoresOf(trial, { config });
      expectSame(
        `Scores of two fits with the seed ${String(config.seed)}`,
        [second, first],
        'Draw every random number from createRng(config.seed).',
      );
    },
  },
  {
    name: 'gives other scores for another seed',
    async run(trial) {
      const scores = await scoresOf(trial, {});
      const others = await scoresOf(trial, { config: { seed: trial.anotherSeed } });
      const largest = Math.max(...scores.map(Math.abs));
      expectThat(
        scores.some((score, i) => Math.abs(score - (others[i] as number)) > ROUNDING * largest),
        'Two fits with different seeds gave the same scores, but for rounding; expected others: ' +
          'draw from createRng(config.seed). A method that draws nothing, or nothing that shows ' +
          'in its scores, is exempt with that reason.',
      );
    },
  },
  {
    name: 'takes 0 for a seed like any other',
    async run(trial) {
      const first = await scoresOf(trial, { config: { seed: 0 } });
      const second = await scoresOf(trial, { config: { seed: 0 } });
      expectSame(
        'Scores of two fits with the seed 0',
        [second, first],
        'TensorFlow.js takes 0 for no seed: give its operations rng.seed().',
      );
    },
  },
  {
    name: 'never draws from Math.random',
    async run({ test, tensor, fit }) {
      const images = tensor(test);
      await withoutRandom(async () => {
        for (const { compute } of outputsOf(await fit())) await compute(images);
      });
    },
  },
  {
    name: 'is not changed by scoring',
    async run({ test, tensor, fit }) {
      const detector = await fit();
      const [images, others] = [tensor(test), tensor(pick(test, positionsOf(test.size).reverse()))];
      for (const { name, compute } of outputsOf(detector)) {
        const { data: first } = await compute(images);
        await compute(others);
        const { data: second } = await compute(images);
        expectSame(
          `The results of ${name} before and after other images`,
          [second, first],
          'A call starts from the fitted state: derive its random numbers from the seed anew.',
        );
      }
    },
  },
  {
    name: 'is not changed by how it is run',
    async run(trial) {
      const { signal } = new AbortController();
      const plain = await scoresOf(trial, {});
      const watched = await scoresOf(trial, { run: { signal, onProgress: () => undefined } });
      expectSame(
        'Scores of a fit with a signal and onProgress, and of one without',
        [watched, plain],
        'What changes the result is config; `run` never does.',
      );
    },
  },
  {
    name: 'fits twice at once as it fits alone',
    async run(trial) {
      const { normal, test, tensor, fit } = trial;
      const sets = [normal, pick(normal, positionsOf(normal.size).slice(normal.size >> 1))];
      const alone: Float32Array[] = [];
      for (const samples of sets) alone.push(await scoresOf(trial, { samples: tensor(samples) }));
      const fits = await Promise.allSettled(
        sets.map((samples) => fit({ samples: tensor(samples) })),
      );
      for (const [i, outcome] of fits.entries()) {
        if (outcome.status === 'rejected') throw outcome.reason;
        const scores = await outcome.value.score(tensor(test));
        expectSame(
          'Scores of a fit beside another and of the same fit alone',
          [scores, alone[i] as Float32Array],
          'Keep what a fit needs in its own variables, not in the module.',
        );
      }
    },
  },
];
