import { OneClassError, type CheckpointStore } from '@oneclass/core';
import { decodeCheckpoint, encodeCheckpoint, type SavedPhase } from './format.ts';
import { checkSameFit, identityOf, type FitDescription } from './identity.ts';
import type { PhaseProgress } from './progress.ts';
import { statefulPart, type Parts, type PartState } from './stateful.ts';

/**
 * Where one fit saves itself. A finished phase stays in it whole, so that a resumed fit goes
 * through all its phases again, each from its end.
 */
export interface Checkpoint {
  /**
   * Brings the parts to where the phase was saved; undefined when it was not.
   * @throws OneClassError `invalid-artifact` when what was saved is not of these parts
   */
  resume(phase: string, parts: Parts): PhaseProgress | undefined;
  /**
   * Whether the store's interval has passed since the last save; true before the first, so that a
   * store which fails does so at once.
   */
  due(): boolean;
  /**
   * @throws what the store throws: a fit that can't save itself any more fails, and what it saved
   *   before is still there
   */
  save(phase: string, progress: PhaseProgress, parts: Parts): Promise<void>;
}

const DEFAULT_INTERVAL = 30;

/**
 * Opens what a fit was given as `run.checkpoint`.
 * @returns undefined without a store
 * @throws OneClassError `invalid-artifact` when what is there is damaged or no checkpoint,
 *   `invalid-argument` when it is another fit's, or the store is none
 */
export async function openCheckpoint(
  store: CheckpointStore | undefined,
  fit: FitDescription,
): Promise<Checkpoint | undefined> {
  if (store === undefined) return undefined;
  const interval = checkStore(store);
  const bytes = await store.load();
  const identity = await identityOf(fit);
  const saved = bytes && decodeCheckpoint(bytes);
  if (saved) checkSameFit(saved.fit, identity);
  const phases = new Map((saved?.phases ?? []).map((phase) => [phase.phase, phase]));
  let savedAt = -Infinity;
  return {
    resume(phase, parts) {
      const found = phases.get(phase);
      if (found) loadParts(found, parts);
      return found?.progress;
    },
    due: () => performance.now() - savedAt >= interval * 1000,
    async save(phase, progress, parts) {
      const states = Object.entries(parts).map(([name, part]) => [
        name,
        statefulPart(part).state(),
      ]);
      phases.set(phase, {
        phase,
        progress,
        parts: Object.fromEntries(states) as SavedPhase['parts'],
      });
      await store.save(encodeCheckpoint({ fit: identity, phases: [...phases.values()] }));
      savedAt = performance.now();
    },
  };
}

/** All or nothing. @throws OneClassError `invalid-artifact` */
function loadParts(saved: SavedPhase, parts: Parts): void {
  const before = Object.values(parts).map((part) => statefulPart(part).state());
  try {
    loadEach(saved, parts);
  } catch (error) {
    Object.values(parts).forEach((part, i) => {
      statefulPart(part).load(before[i] as PartState);
    });
    throw error;
  }
}

function loadEach({ parts: states }: SavedPhase, parts: Parts): void {
  for (const [name, part] of Object.entries(parts)) {
    const state = states[name];
    if (!state) throw misfit(`it has no part "${name}"`);
    try {
      statefulPart(part).load(state);
    } catch (cause) {
      throw misfit((cause as Error).message, cause);
    }
  }
}

const misfit = (why: string, cause?: unknown): OneClassError =>
  new OneClassError(
    'invalid-artifact',
    `This checkpoint was written by another version of the method: ${why}. Remove it, or name ` +
      'another, to begin anew.',
    { argument: 'checkpoint', cause },
  );

function checkStore(store: Partial<CheckpointStore>): number {
  const { interval = DEFAULT_INTERVAL } = store;
  if (typeof store.load !== 'function' || typeof store.save !== 'function') {
    throw new OneClassError(
      'invalid-argument',
      'Invalid `checkpoint`: expected a store with `load()` and `save(bytes)`, such as ' +
        '`checkpointFile(path)` of @oneclass/core/node gives.',
      { argument: 'checkpoint', expected: 'a CheckpointStore', received: typeof store },
    );
  }
  if (!(interval >= 0)) {
    throw new OneClassError(
      'invalid-argument',
      `Invalid checkpoint interval: expected seconds, 0 or more. Received: ${String(interval)}.`,
      {
        argument: 'checkpoint.interval',
        expected: 'a number ≥ 0',
        received: interval,
      },
    );
  }
  return interval;
}
