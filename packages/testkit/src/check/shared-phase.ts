import type { CheckpointStore } from '@oneclass/core';
import { expectSame } from '../assertion.ts';
import type { Check } from '../check.ts';
import type { Trial } from '../trial.ts';

/** Stores by name, in memory. */
function sharedStores(): {
  readonly saved: Map<string, Uint8Array>;
  readonly shared: (name: string) => CheckpointStore;
} {
  const saved = new Map<string, Uint8Array>();
  const shared = (name: string): CheckpointStore => ({
    load: async () => saved.get(name)?.slice(),
    save: async (bytes) => void saved.set(name, bytes.slice()),
  });
  return { saved, shared };
}

async function scoresWith(
  { fit, test, tensor }: Trial,
  shared?: (name: string) => CheckpointStore,
): Promise<Float32Array> {
  return (await fit({ run: shared ? { shared } : {} })).score(tensor(test));
}

export const sharedPhaseChecks: readonly Check[] = [
  {
    name: 'takes a phase that fits have in common to the same scores',
    async run(trial) {
      const { shared } = sharedStores();
      const alone = await scoresWith(trial);
      for (const which of ['first', 'second']) {
        const scores = await scoresWith(trial, shared);
        expectSame(
          `Scores of the ${which} fit that shares its phases and of one that does not`,
          [scores, alone],
          'Name a shared phase by all that determines it, and save all that follows from it.',
        );
      }
    },
  },
  {
    name: 'is not harmed by damage to a phase that fits have in common',
    async run(trial) {
      const { saved, shared } = sharedStores();
      const alone = await scoresWith(trial, shared);
      for (const [name, bytes] of saved) saved.set(name, bytes.slice(0, bytes.length >> 1));
      const scores = await scoresWith(trial, shared);
      expectSame(
        'Scores with a damaged shared phase and without',
        [scores, alone],
        'Do a shared phase again when what is there cannot be used.',
      );
    },
  },
];
