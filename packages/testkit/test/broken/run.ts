/** @file Toys that report, stop and clean up wrongly. */
import type { FitRun, ProgressEvent } from '@oneclass/core';
import { toy } from '../toy.ts';
import {
  codeOf,
  isDataset,
  leak,
  reporting,
  withFit,
  without,
  withRestore,
  withScoreRun,
  type BrokenToy,
} from './changes.ts';

/** A fit whose events go through `change`. */
const withEvents = (change: (event: ProgressEvent) => ProgressEvent | undefined): BrokenToy =>
  withFit((samples, config, run = {}) => toy.fit(samples, config, reporting(run, change)));

const leaking = (leaks: (error: unknown, run: FitRun, samples: unknown) => boolean): BrokenToy =>
  withFit(async (samples, config, run = {}) => {
    try {
      return await toy.fit(samples, config, run);
    } catch (error) {
      if (leaks(error, run, samples)) leak();
      throw error;
    }
  });

export const progress: Record<string, BrokenToy> = {
  'reports a fit in order': withEvents((event) => (event.type === 'epoch-end' ? undefined : event)),
  'reports scoring in order': withScoreRun((run) =>
    reporting(run, (event) => (event.type === 'phase-end' ? undefined : event)),
  ),
  'says what its progress counts': withEvents((event) =>
    event.type === 'step-end' ? { ...event, unit: '' } : event,
  ),
  'reports finite losses and times': withEvents((event) =>
    event.type === 'step-end' ? { ...event, losses: { loss: Number.NaN } } : event,
  ),
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
};

export const stopsAndLeaks: Record<string, BrokenToy> = {
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
