import {
  toDataset,
  type Dataset,
  type FeatureIdentity,
  type FitRun,
  type MethodConfig,
  type Samples,
} from '@oneclass/core';
import { openCheckpoint, type Checkpoint } from './checkpoint/checkpoint.ts';

/** What a fit is asked for. */
export interface FitRequest<C extends MethodConfig> {
  /** Name of the method. */
  readonly method: string;
  /** Fully resolved. */
  readonly config: C;
  readonly run?: FitRun | undefined;
  /** The pretrained features that it builds on. */
  readonly features?: FeatureIdentity | undefined;
  /** Refuses a dataset before anything is read of a checkpoint or built. */
  readonly check: (dataset: Dataset) => void;
}

/** One fit, from its first check to its last step. */
export interface Fit<C extends MethodConfig> {
  readonly method: string;
  readonly config: C;
  /** The normal images. */
  readonly dataset: Dataset;
  readonly run: FitRun;
  /** Where it saves itself, and where it continues from. */
  readonly checkpoint: Checkpoint | undefined;
}

/**
 * Begins a fit: checks the images and opens what a stopped fit left.
 * @throws OneClassError as `toDataset`, as `check`, and as `openCheckpoint`
 */
export async function openFit<C extends MethodConfig>(
  normal: Samples,
  { method, config, run = {}, features, check }: FitRequest<C>,
): Promise<Fit<C>> {
  const dataset = await toDataset(normal, { method, signal: run.signal });
  check(dataset);
  const identity = { method, config, dataset, features };
  const checkpoint = await openCheckpoint(run.checkpoint, identity);
  return { method, config, dataset, run, checkpoint };
}
