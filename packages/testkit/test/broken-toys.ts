/** @file For every check of the kit a toy that fails it, and it alone. */
import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';
import {
  isOneClassError,
  type Detector,
  type DetectorState,
  type ErrorCode,
  type FitRun,
  type Maps,
  type Method,
  type ProgressEvent,
  type Samples,
  type ScoreRun,
} from '@oneclass/core';
import { resolveToyConfig, toy, type Toy, type ToyConfig } from './toy.ts';

type BrokenToy = Method<ToyConfig, Detector>;
type Fit = typeof toy.fit;
type Score = Toy['score'];

/** What the broken toys are checked with; one of them is broken for the seed after this one. */
export const CONFIG = { seed: 3 };

const leaked: Tensor[] = [];
const leak = (): void => void leaked.push(tf.zeros([1]));
export const freeLeaks = (): void => {
  tf.dispose(leaked.splice(0));
};

const withFit = (fit: Fit): BrokenToy => ({ ...toy, fit });
const withRestore = (restore: (state: DetectorState) => Toy): BrokenToy => ({ ...toy, restore });

/**
 * Changes every detector, fitted or restored. Without a change to it there is no `scoreWithMap`,
 * which would say what the others no longer do.
 */
const withDetector = (
  change: (detector: Toy) => Partial<Record<keyof Toy, unknown>>,
): BrokenToy => {
  const changed = (detector: Toy): Detector =>
    ({ ...without(detector, 'scoreWithMap'), ...change(detector) }) as Toy;
  return {
    ...toy,
    fit: async (...args) => changed(await toy.fit(...args)),
    restore: (state) => changed(toy.restore(state)),
  };
};
const withScore = (score: (original: Score) => Score): BrokenToy =>
  withDetector((detector) => ({ score: score(detector.score) }));
const withShape = (
  name: 'scoreMap' | 'reconstruct' | 'encode',
  change: (shape: readonly number[]) => number[],
): BrokenToy =>
  withDetector((detector) => ({
    async [name](...args: Parameters<Toy['scoreMap']>): Promise<Maps> {
      const { data, shape } = await detector[name](...args);
      return { data, shape: change(shape) };
    },
  }));
const withSeed = (
  change: (config: ToyConfig, run: FitRun, samples: unknown) => number,
): BrokenToy =>
  withFit((samples, config, run = {}) => {
    const plain =
      typeof config === 'object' &&
      config !== null &&
      typeof config.seed !== 'object' &&
      config.seed !== undefined;
    return toy.fit(
      samples,
      plain ? { ...config, seed: change(config as ToyConfig, run, samples) } : config,
      run,
    );
  });

const isTensor = (value: unknown): value is Tensor => value instanceof tf.Tensor;
const isDataset = (value: unknown): boolean =>
  !isTensor(value) && typeof (value as { batches?: unknown } | null)?.batches === 'function';
const codeOf = (error: unknown): ErrorCode | undefined =>
  isOneClassError(error) ? (error as unknown as { code: ErrorCode }).code : undefined;
const messageOf = (error: unknown): string => (error as Error).message;

function emptyToy(state: Partial<DetectorState> = {}): Toy {
  const sampleShape = [8, 8, 1] as const;
  return toy.restore({
    method: 'toy',
    config: toy.defaults,
    sampleShape,
    tensors: { mean: { shape: sampleShape, data: new Float32Array(64) } },
    ...state,
  });
}

/** A fit that gives some toy where it should refuse. */
const forgiving = (forgives: (samples: unknown, error: unknown) => boolean): BrokenToy =>
  withFit(async (samples, ...rest) => {
    try {
      return await toy.fit(samples, ...rest);
    } catch (error) {
      if (codeOf(error) !== undefined && forgives(samples, error)) return emptyToy();
      throw error;
    }
  });
const leaking = (leaks: (error: unknown, run: FitRun, samples: unknown) => boolean): BrokenToy =>
  withFit(async (samples, config, run = {}) => {
    try {
      return await toy.fit(samples, config, run);
    } catch (error) {
      if (leaks(error, run, samples)) leak();
      throw error;
    }
  });

const withConfig = (change: (config: unknown) => unknown): BrokenToy =>
  withFit((samples, config, run) => toy.fit(samples, change(config) as ToyConfig, run));
const withScoreRun = (change: (run: ScoreRun) => ScoreRun): BrokenToy =>
  withScore(
    (score) =>
      (samples, run = {}) =>
        score(samples, change(run)),
  );
const without = <T extends object>(value: T, key: string): T =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)) as T;

/** What is reported goes through `change`; nothing comes out where it gives nothing. */
function reporting<R extends FitRun | ScoreRun>(
  run: R,
  change: (event: ProgressEvent) => ProgressEvent | undefined,
): R {
  const { onProgress } = run;
  if (!onProgress) return run;
  return {
    ...run,
    onProgress(event: ProgressEvent) {
      const changed = change(event);
      if (changed) onProgress(changed);
    },
  };
}

const withCheckpoint = (change: (bytes: Uint8Array) => Uint8Array): BrokenToy =>
  withFit((samples, config, run = {}) => {
    const { checkpoint } = run;
    if (!checkpoint) return toy.fit(samples, config, run);
    const load = async (): Promise<Uint8Array | undefined> => {
      const bytes = await checkpoint.load();
      return bytes && change(bytes);
    };
    return toy.fit(samples, config, { ...run, checkpoint: { ...checkpoint, load } });
  });

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes: Uint8Array): { step: number; mean: number[] } =>
  JSON.parse(new TextDecoder().decode(bytes));

let drift = 0;
let shared: Samples;
const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

const wrongInput: Record<string, BrokenToy> = {
  'refuses an image that is not in a batch': forgiving(
    (samples) => isTensor(samples) && samples.rank === 3,
  ),
  'refuses a tensor of integers': forgiving(
    (samples) => isTensor(samples) && samples.dtype === 'int32',
  ),
  'refuses pixels outside [0, 1]': forgiving((_, error) =>
    messageOf(error).includes('values from'),
  ),
  'refuses pixels that are not numbers': forgiving((_, error) =>
    messageOf(error).includes('not finite'),
  ),
  'refuses images of two channels': forgiving(
    (samples) => isTensor(samples) && samples.shape[3] === 2,
  ),
  'refuses a tensor that was disposed of': forgiving(
    (samples) => isTensor(samples) && samples.isDisposed,
  ),
  'refuses what is neither a tensor nor a dataset': forgiving(
    (samples) => !isTensor(samples) && !isDataset(samples),
  ),
  'refuses a dataset with batches of another shape': forgiving(
    (samples, error) => isDataset(samples) && codeOf(error) === 'invalid-shape',
  ),
  'refuses a dataset that gives too few images': forgiving((_, error) =>
    messageOf(error).includes('only'),
  ),
  'refuses a dataset that gives too many images': forgiving((_, error) =>
    messageOf(error).includes('or more from'),
  ),
  'refuses no images to fit on': forgiving(
    (samples) => isTensor(samples) && samples.shape[0] === 0,
  ),
  'refuses images of another shape than it was fitted on': withScore(
    (score) => async (samples, run) => {
      const larger =
        isTensor(samples) &&
        samples.rank === 4 &&
        samples.dtype === 'float32' &&
        samples.shape[1] === 16 &&
        samples.shape[3] === 1;
      return larger ? new Float32Array(samples.shape[0]) : score(samples, run);
    },
  ),
};

const wrongConfig: Record<string, BrokenToy> = {
  'refuses a config key that there is not': withConfig((config) =>
    config !== null && typeof config === 'object' ? without(config, 'nonsense') : config,
  ),
  'refuses a value of a wrong type for every config key': withConfig((config) => {
    return config !== null &&
      typeof config === 'object' &&
      'epochs' in config &&
      typeof config.epochs === 'object'
      ? {}
      : config;
  }),
  'refuses a seed that is negative or no integer': withConfig((config) => {
    return config !== null && typeof config === 'object' && 'seed' in config && config.seed === 0.5
      ? { seed: 1 }
      : config;
  }),
  'refuses a config that is no object': withConfig((config) =>
    typeof config === 'string' ? {} : config,
  ),
  'refuses a score config key that there is not': withScoreRun((run) => without(run, 'config')),
  'refuses a batch size that is no integer of 1 or more': withScoreRun((run) =>
    run.batchSize === 1.5 ? { ...run, batchSize: 1 } : run,
  ),
};

const persistence: Record<string, BrokenToy> = {
  'has a state that says all of the detector': withDetector(({ state, config }) => ({
    state: () => ({ ...state(), config: { ...config, epochs: 99 } }),
  })),
  'comes back from its file with the same results': withRestore((state) => {
    const mean = state.tensors['mean'];
    return toy.restore(
      mean
        ? {
            ...state,
            tensors: {
              ...state.tensors,
              mean: { ...mean, data: mean.data.map((value) => value + 0.01) },
            },
          }
        : state,
    );
  }),
  'refuses a damaged, shortened or future file, or is not harmed by it': withRestore((state) => {
    if (!('epochs' in state.config) && 'batchSize' in state.config)
      throw new TypeError('config.epochs is undefined');
    return toy.restore(state);
  }),
  "refuses another method's file under its own name": withRestore((state) =>
    'foreignKey' in state.config ? emptyToy() : toy.restore(state),
  ),
  'refuses a state with a tensor missing': withRestore((state) =>
    Object.keys(state.tensors).length === 0 ? emptyToy() : toy.restore(state),
  ),
  'refuses a state with a misshaped tensor': withRestore((state) =>
    state.tensors['mean']?.shape.length === 1 ? emptyToy() : toy.restore(state),
  ),
  'refuses a state with a tensor that is not finite': withRestore((state) => {
    return state.tensors['mean']?.shape.length === 3 &&
      state.tensors['mean'].data.some(Number.isNaN)
      ? emptyToy()
      : toy.restore(state);
  }),
};

const stopsAndLeaks: Record<string, BrokenToy> = {
  'does not start when it is aborted before': withFit((samples, config, run = {}) =>
    toy.fit(samples, config, run.signal?.aborted ? without(run, 'signal') : run),
  ),
  'stops a fit within one step': withFit((samples, config, run = {}) =>
    toy.fit(samples, config, run.signal?.aborted ? run : without(run, 'signal')),
  ),
  'stops scoring within one step': withScoreRun((run) =>
    run.signal?.aborted ? run : without(run, 'signal'),
  ),
  'leaves no tensor when it refuses input': leaking((error) => codeOf(error) === 'invalid-shape'),
  'leaves no tensor when it refuses config': leaking((error) => codeOf(error) === 'invalid-config'),
  "passes on a dataset's own error": withFit(async (samples, ...rest) => {
    try {
      return await toy.fit(samples, ...rest);
    } catch (error) {
      throw codeOf(error) === undefined && isDataset(samples) ? new Error('could not read') : error;
    }
  }),
  'leaves no tensor when a dataset fails in mid-pass': leaking(
    (error, _, samples) => codeOf(error) === undefined && isDataset(samples),
  ),
  'leaves no tensor when it is aborted': leaking((_, { signal }) => signal?.aborted === true),
  'leaves no tensor when onProgress throws': leaking(
    (error, { onProgress, signal }) =>
      codeOf(error) === undefined && onProgress !== undefined && !signal?.aborted,
  ),
  'leaves no tensor when it refuses a state': withRestore((state) => {
    try {
      return toy.restore(state);
    } catch (error) {
      leak();
      throw error;
    }
  }),
};

export const brokenToys: Record<string, BrokenToy> = {
  'has a name and a summary': { ...toy, summary: '' },
  'has defaults that are plain JSON and frozen': { ...toy, defaults: { ...toy.defaults } },
  "fits to a detector of its own name and of the images' shape": withDetector(() => ({
    method: 'another',
  })),
  'has a config that is complete, plain JSON and frozen': withDetector(({ config }) => ({
    config: { ...config },
  })),
  'suggests a shape that a fit takes': {
    ...toy,
    nearestShape: ([height, width, channels]) => [height + 1, width, channels],
  },
  'takes a tensor and a dataset alike': withSeed(({ seed }, _, samples) =>
    isTensor(samples) ? seed : seed + 1,
  ),
  'can be disposed of twice, and says so when used after': withDetector(({ dispose }) => {
    let calls = 0;
    return {
      dispose() {
        if (++calls > 1) throw new Error('disposed of before');
        dispose();
      },
    };
  }),
  'gives one finite float32 score an image': withScore(
    (score) =>
      async (...args) =>
        Float64Array.from(await score(...args)) as unknown as Float32Array,
  ),
  'gives score maps [n, height, width], where it has any': withShape(
    'scoreMap',
    ([n = 0, height = 0, width = 0]) => [n, height * width],
  ),
  'gives scores with their maps as it gives them apart, where it does': withDetector(
    ({ scoreWithMap }) => ({
      async scoreWithMap(...args: Parameters<Toy['scoreWithMap']>) {
        const { scores, maps } = await scoreWithMap(...args);
        return { scores: scores.map((score) => 1.5 * score), maps };
      },
    }),
  ),
  'gives reconstructions [n, height, width, channels], where it has any': withShape(
    'reconstruct',
    (shape) => shape.slice(0, 3),
  ),
  'gives codes [n, d], where it has any': withShape('encode', ([n = 0, d = 0]) => [n, d, 1, 1]),
  'gives a centre among its codes that is not its own, where it has one': withDetector(
    ({ score, center = new Float32Array(0) }) => {
      const own = center.slice();
      return {
        center: own,
        score: async (...args: Parameters<Score>) =>
          (await score(...args)).map(
            (value) => value + Math.abs((own[0] as number) - (center[0] as number)),
          ),
      };
    },
  ),
  'scores anomalies higher': withScore(
    (score) =>
      async (...args) =>
        (await score(...args)).map((value) => -value),
  ),
  'copes with images that are all alike, or refuses them': withFit(async (samples, ...rest) => {
    const detector = await toy.fit(samples, ...rest);
    if (!isTensor(samples) || samples.dataSync().some((value) => value !== 0.5)) return detector;
    return {
      ...detector,
      score: async (...args) => (await detector.score(...args)).fill(Number.NaN),
    };
  }),
  'leaves the samples as they were': withFit(async (samples, ...rest) => {
    const detector = await toy.fit(samples, ...rest);
    if (isTensor(samples)) samples.dataSync()[0] = 0.123; // the backend's own array
    return detector;
  }),
  'leaves nothing to dispose but the detector': withFit(async (...args) => {
    const detector = await toy.fit(...args);
    leak();
    return detector;
  }),
  'keeps copies of the arrays that it takes and gives': withScore((score) => {
    const known = new WeakMap<object, Float32Array>();
    return async (samples, run) => {
      const scores = known.get(samples) ?? (await score(samples, run));
      known.set(samples, scores);
      return scores;
    };
  }),
  'gives the same scores for the same seed': withSeed(({ seed }) =>
    seed === CONFIG.seed + 1 ? 1000 + drift++ : seed,
  ),
  'takes 0 for a seed like any other': withSeed(({ seed }) => (seed === 0 ? 1000 + drift++ : seed)),
  // eslint-disable-next-line oneclass/no-math-random -- what the check is for
  'never draws from Math.random': withFit((...args) => ([0].map(Math.random), toy.fit(...args))),
  'is not changed by scoring': withScore((score) => {
    const seen: unknown[] = [];
    return async (samples, run) => {
      const returned = seen.includes(samples) && seen.at(-1) !== samples;
      seen.push(samples);
      return (await score(samples, run)).map((value) => (returned ? value + 1 : value));
    };
  }),
  'is not changed by how it is run': withSeed(({ seed }, { signal, onProgress, checkpoint }) =>
    signal && onProgress && !checkpoint ? seed + 1 : seed,
  ),
  'fits twice at once as it fits alone': withFit(async (samples, config, run) => {
    shared = samples;
    await nextTurn();
    return toy.fit(shared, config, run);
  }),
  'gives an image its score whatever the batch size': withScore((score) => async (samples, run) => {
    return (await score(samples, run)).map((value) =>
      run?.batchSize === 5 ? value * 1.001 : value,
    );
  }),
  'gives an image its score whatever the other images': withScore((score) => async (...args) => {
    const scores = await score(...args);
    return scores.map((value) => value - 0.01 * Math.max(...scores));
  }),
  ...wrongInput,
  ...wrongConfig,
  'reports a fit in order': withFit((samples, config, run = {}) =>
    toy.fit(
      samples,
      config,
      reporting(run, (event) => (event.type === 'epoch-end' ? undefined : event)),
    ),
  ),
  'reports scoring in order': withScoreRun((run) =>
    reporting(run, (event) => (event.type === 'phase-end' ? undefined : event)),
  ),
  'reports finite losses and times': withFit((samples, config, run = {}) => {
    return toy.fit(
      samples,
      config,
      reporting(run, (event) =>
        event.type === 'step-end' ? { ...event, losses: { loss: Number.NaN } } : event,
      ),
    );
  }),
  'passes on what onProgress throws': withFit((samples, config, run = {}) => {
    const { onProgress } = run;
    const quiet = (event: ProgressEvent): void => {
      try {
        onProgress?.(event);
      } catch {
        // swallowed
      }
    };
    return toy.fit(samples, config, { ...run, onProgress: quiet });
  }),
  ...stopsAndLeaks,
  ...persistence,
  'resumes a stopped fit to the same scores': withCheckpoint((bytes) => {
    if (bytes.at(-1) !== '}'.charCodeAt(0)) return bytes; // cut short
    const saved = decode(bytes);
    return encode({ ...saved, step: saved.step + 1 });
  }),
  'reports every epoch of a resumed fit': withFit((samples, config, run = {}) => {
    let resumed = false;
    const { checkpoint } = run;
    const load = async (): Promise<Uint8Array | undefined> => {
      const bytes = await checkpoint?.load();
      resumed = bytes !== undefined;
      return bytes;
    };
    const quiet = reporting(run, (event) =>
      resumed && event.type === 'epoch-end' && event.epoch === 1 ? undefined : event,
    );
    return toy.fit(
      samples,
      config,
      checkpoint ? { ...quiet, checkpoint: { ...checkpoint, load } } : run,
    );
  }),
  "does not continue another fit's checkpoint": withFit(async (samples, config, run = {}) => {
    try {
      return await toy.fit(samples, config, run);
    } catch (error) {
      const bytes = await run.checkpoint?.load();
      if (!bytes || !messageOf(error).includes('another fit')) throw error;
      const data = Float32Array.from(decode(bytes).mean);
      return emptyToy({
        config: resolveToyConfig(config),
        tensors: { mean: { shape: [8, 8, 1], data } },
      });
    }
  }),
  'is not harmed by a damaged checkpoint': withCheckpoint((bytes) => encode(decode(bytes))),
  // Its phase in common, where it is whole, is no use but to the fit that made it.
  'takes a phase that fits have in common to the same scores': withFit(
    async (samples, config, run = {}) => {
      const store = run.shared?.('phase');
      const whole = encode(0);
      const found = (await store?.load())?.length === whole.length;
      await store?.save(whole);
      return toy.fit(samples, found ? { ...config, seed: 1 } : config, run);
    },
  ),
  'is not harmed by damage to a phase that fits have in common': withFit(
    async (samples, config, run = {}) => {
      const store = run.shared?.('phase');
      const found = await store?.load();
      if (found) decode(found);
      await store?.save(encode({ step: 0 }));
      return toy.fit(samples, config, run);
    },
  ),
};
