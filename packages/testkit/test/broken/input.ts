/** @file Toys that take what they should refuse: input and config. */
import { toy } from '../toy.ts';
import {
  codeOf,
  emptyToy,
  isDataset,
  isTensor,
  messageOf,
  withCompute,
  withConfig,
  withFit,
  without,
  withScoreRun,
  type BrokenToy,
} from './changes.ts';

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

export const wrongInput: Record<string, BrokenToy> = {
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
  'refuses a dataset with pixels outside [0, 1]': forgiving((_, error) =>
    /a value of \d/.test(messageOf(error)),
  ),
  'refuses a dataset with pixels that are not numbers': forgiving((_, error) =>
    /a value of (NaN|Infinity)/.test(messageOf(error)),
  ),
  'refuses images that are all of one colour to fit on': forgiving((_, error) =>
    messageOf(error).includes('all of one colour'),
  ),
  'refuses images that are all the same to fit on': forgiving((_, error) =>
    messageOf(error).includes('all the same'),
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
  'refuses images of another shape than it was fitted on': withCompute(
    (compute) => async (samples, names, run) => {
      const larger =
        isTensor(samples) &&
        samples.rank === 4 &&
        samples.dtype === 'float32' &&
        samples.shape[1] === 16 &&
        samples.shape[3] === 1;
      if (!larger) return compute(samples, names, run);
      const zeros = { data: new Float32Array(samples.shape[0]), shape: [samples.shape[0]] };
      return Object.fromEntries(names.map((name) => [name, zeros]));
    },
  ),
};

export const wrongConfig: Record<string, BrokenToy> = {
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
