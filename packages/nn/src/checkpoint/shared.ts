import { isOneClassError, OneClassError, type CheckpointStore, type FitRun } from '@oneclass/core';
import { openCheckpoint, type Checkpoint } from './checkpoint.ts';
import { identityOf, nameOf, type FitDescription } from './identity.ts';

export interface SharedPhase extends FitDescription {
  /** `run.shared` of the fit that has the phase. */
  readonly shared: FitRun['shared'];
  /** The fit's own, for as long as the phase is not finished. */
  readonly checkpoint: Checkpoint | undefined;
}

/**
 * The checkpoint of a phase that fits with different configs have in common. Finished, it is taken
 * from, or put, where `shared` says; unfinished, it is the fit's own matter. What cannot be used of
 * what is there is done again.
 * @param phase its `method`, `config` and `dataset` are what determines it, whatever fit it is
 *   part of
 * @throws OneClassError `invalid-argument` when `shared` gives no stores; what the stores throw
 */
export async function sharePhase({
  shared,
  checkpoint,
  ...phase
}: SharedPhase): Promise<Checkpoint | undefined> {
  if (shared === undefined) return checkpoint;
  const place = await openPlace(
    storeOf(shared, nameOf(await identityOf(phase, { images: 'all' }))),
    phase,
  );
  return {
    resume(name, parts) {
      const found = usable(() => place.resume(name, parts));
      return found?.finished === true ? found : checkpoint?.resume(name, parts);
    },
    due: () => checkpoint?.due() ?? false,
    async save(name, progress, parts) {
      await checkpoint?.save(name, progress, parts);
      if (progress.finished) await place.save(name, progress, parts);
    },
  };
}

function storeOf(shared: NonNullable<FitRun['shared']>, name: string): CheckpointStore {
  const store: Partial<CheckpointStore> | undefined =
    typeof shared === 'function' ? shared(name) : undefined;
  if (typeof store?.load === 'function' && typeof store.save === 'function')
    return store as CheckpointStore;
  throw new OneClassError(
    'invalid-argument',
    'Invalid `shared`: expected a function that gives a store with `load()` and ' +
      '`save(bytes)` for a name, such as `(name) => checkpointFile(join(folder, name), { ' +
      'shared: true })`.',
    {
      argument: 'shared',
      expected: 'a function that gives a CheckpointStore',
      received: typeof shared,
    },
  );
}

/** What is damaged there is as if it were not there. */
async function openPlace(store: CheckpointStore, phase: FitDescription): Promise<Checkpoint> {
  const open = (load: CheckpointStore['load']): Promise<Checkpoint> =>
    openCheckpoint({ load, save: (bytes) => store.save(bytes) }, phase) as Promise<Checkpoint>;
  try {
    return await open(() => store.load());
  } catch (error) {
    if (!isUnusable(error)) throw error;
    return open(() => Promise.resolve(undefined));
  }
}

function usable<T>(resume: () => T): T | undefined {
  try {
    return resume();
  } catch (error) {
    if (isUnusable(error)) return undefined;
    throw error;
  }
}

const isUnusable = (error: unknown): boolean =>
  isOneClassError(error) && error.code === 'invalid-artifact';
