import {
  createRng,
  isOneClassError,
  type CheckpointStore,
  type Detector,
  type FitRun,
  type ProgressEvent,
} from '@oneclass/core';
import { describeError, expectSame, expectThat } from '../assertion.ts';
import type { Check } from '../check.ts';
import { pick, positionsOf } from '../images.ts';
import { abortAtStep } from '../interruption.ts';
import type { FitOptions, Trial } from '../trial.ts';

interface MemoryStore extends CheckpointStore {
  saved: Uint8Array | undefined;
}

/** Saves after every step, so that a stop at any step is resumed from there. */
function memoryStore(): MemoryStore {
  const store: MemoryStore = {
    saved: undefined,
    interval: 0,
    load: async () => store.saved?.slice(),
    async save(bytes) {
      store.saved = bytes.slice();
    },
  };
  return store;
}

const scoresOf = ({ test, tensor }: Trial, detector: Detector): Promise<Float32Array> =>
  detector.score(tensor(test));

async function stepsOf(
  trial: Trial,
  options: Pick<FitOptions, 'config' | 'samples'> = {},
): Promise<{ steps: number; scores: Float32Array }> {
  let steps = 0;
  const onProgress = (event: ProgressEvent): void => {
    if (event.type === 'step-end') steps += 1;
  };
  const detector = await trial.fit({ ...options, run: { onProgress } });
  return { steps, scores: await scoresOf(trial, detector) };
}

/** The loss history that a fit reports. */
async function epochsOf({ fit }: Trial, run: FitRun): Promise<string> {
  const epochs: object[] = [];
  const onProgress = (event: ProgressEvent): void => {
    if (event.type === 'epoch-end')
      epochs.push({ phase: event.phase, epoch: event.epoch, losses: event.losses });
  };
  await fit({ run: { ...run, onProgress } });
  return JSON.stringify(epochs);
}

/** A fit stopped at the given step of this run. */
async function stopped(trial: Trial, step: number, checkpoint: CheckpointStore): Promise<void> {
  const { run, reason } = abortAtStep(step);
  try {
    await trial.fit({ run: { ...run, checkpoint } });
  } catch (error) {
    if (error !== reason) throw error;
  }
}

/**
 * A fit with a store that holds what belongs to another fit: refused, or as if the store were
 * empty.
 */
async function expectRefusedOrSame(
  what: string,
  trial: Trial,
  { clean, ...options }: FitOptions & { clean: Float32Array },
): Promise<void> {
  let scores: Float32Array;
  try {
    scores = await scoresOf(trial, await trial.fit(options));
  } catch (error) {
    expectThat(
      isOneClassError(error),
      `${what} failed with ${describeError(error)} Expected a OneClassError.`,
    );
    return;
  }
  expectSame(
    `Scores of ${what} and of one without`,
    [scores, clean],
    "Keep the fit's method, config and data in a checkpoint, and refuse another's.",
  );
}

export const checkpointChecks: readonly Check[] = [
  {
    name: 'saves itself if it says that it resumes, and leaves checkpoints alone if not',
    async run(trial) {
      let [loads, saves] = [0, 0];
      const store = memoryStore();
      const checkpoint: CheckpointStore = {
        interval: 0,
        load: () => ((loads += 1), store.load()),
        save: (bytes) => ((saves += 1), store.save(bytes)),
      };
      const { scores } = await stepsOf(trial);
      const detector = await trial.fit({ run: { checkpoint } });
      const both = [await scoresOf(trial, detector), scores] as const;
      expectSame('Scores of a fit with a checkpoint and of one without', both, 'Only save there.');
      const { resumable } = trial.method;
      expectThat(
        resumable ? loads > 0 && saves > 0 : loads + saves === 0,
        `The method has \`resumable: ${String(resumable)}\`, and its fit looked into its ` +
          `checkpoint ${String(loads)} times and saved there ${String(saves)} times; expected ` +
          (resumable ? 'once at least, or `resumable: false`.' : 'it to be left alone.'),
      );
    },
  },
  {
    name: 'resumes a stopped fit to the same scores',
    async run(trial) {
      const { steps, scores } = await stepsOf(trial);
      const rng = createRng(6).derive('stops');
      for (let attempt = 0; attempt < 3; attempt++) {
        const checkpoint = memoryStore();
        for (const part of [1, 2])
          await stopped(trial, 1 + rng.integer(Math.max(1, Math.floor(steps / part))), checkpoint);
        const resumed = await trial.fit({ run: { checkpoint } });
        expectSame(
          'Scores of a fit that was stopped and resumed and of one that was not',
          [await scoresOf(trial, resumed), scores],
          'Save all that the next step depends on: weights, optimiser, position, statistics.',
        );
      }
    },
  },
  {
    name: 'reports every epoch of a resumed fit',
    async run(trial) {
      const whole = await epochsOf(trial, {});
      const checkpoint = memoryStore();
      await stopped(trial, Math.max(1, (await stepsOf(trial)).steps - 1), checkpoint);
      const resumed = await epochsOf(trial, { checkpoint });
      expectThat(
        resumed === whole,
        `A resumed fit reported the epochs ${resumed}; expected those of a fit that was not ` +
          `stopped, ${whole}: save the losses so far, and report the epochs that are done again.`,
      );
    },
  },
  {
    name: "does not continue another fit's checkpoint",
    async run(trial) {
      const checkpoint = memoryStore();
      await stopped(trial, 1, checkpoint);
      const { saved } = checkpoint;
      const others = [
        { what: 'another seed', config: { seed: trial.anotherSeed } },
        {
          what: 'other images',
          samples: trial.tensor(pick(trial.normal, positionsOf(trial.normal.size).reverse())),
        },
      ];
      for (const { what, ...options } of others) {
        checkpoint.saved = saved;
        const { scores: clean } = await stepsOf(trial, options);
        await expectRefusedOrSame(`a fit with the checkpoint of ${what}`, trial, {
          ...options,
          run: { checkpoint },
          clean,
        });
      }
    },
  },
  {
    name: 'is not harmed by a damaged checkpoint',
    async run(trial) {
      const checkpoint = memoryStore();
      await stopped(trial, 1, checkpoint);
      const { saved } = checkpoint;
      if (!saved) return;
      const { scores: clean } = await stepsOf(trial);
      for (const length of [0, 5, saved.length >> 1, saved.length - 1]) {
        checkpoint.saved = saved.slice(0, length);
        await expectRefusedOrSame(`a fit with a checkpoint cut to ${String(length)} bytes`, trial, {
          run: { checkpoint },
          clean,
        });
      }
    },
  },
];
