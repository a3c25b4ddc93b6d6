import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isOneClassError, OneClassError } from '@oneclass/core';
import { useBackend, type BackendChoice } from '@oneclass/runtime';
import type { PerfRow } from './row.ts';
import { startTorch, type Torch } from './torch.ts';

export interface Wanted {
  readonly backend?: string | undefined;
  /** A Python with PyTorch. */
  readonly torch?: string | undefined;
  /** The file that the times are written to. */
  readonly out?: string | undefined;
}

export interface Needs {
  readonly backend: BackendChoice;
  readonly torch: Torch | undefined;
}

/**
 * All that the rows need, looked for before the first of them is measured.
 * @throws OneClassError that says all that is lacking, at once
 */
export async function findNeeds(rows: readonly PerfRow[], wanted: Wanted): Promise<Needs> {
  const { torch: python, out } = wanted;
  const backend = useBackend(wanted.backend);
  const torch =
    python === undefined
      ? undefined
      : backend.then(({ device }) => startTorch(python, device === 'GPU' ? 'cuda' : 'cpu'));
  const found = await Promise.allSettled([
    backend,
    torch,
    out === undefined ? undefined : checkOut(out),
    ...rows.map(async (row) => row.check?.()),
  ]);
  // What PyTorch's side waited for is no second reason.
  const reasons = new Set(
    found.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : [])),
  );
  if (reasons.size === 0) return { backend: await backend, torch: await torch };
  (await torch?.catch(() => undefined))?.stop();
  throw inOne([...reasons]);
}

function inOne(reasons: readonly unknown[]): unknown {
  const [first] = reasons;
  if (reasons.length === 1 || !reasons.every(isOneClassError))
    return reasons.find((reason) => !isOneClassError(reason)) ?? first;
  const list = reasons.map(({ message }, i) => `(${String(i + 1)}) ${message}`).join(' ');
  return new OneClassError(
    'missing-package',
    `Nothing was measured, since ${String(reasons.length)} things are lacking: ${list}`,
    { cause: first },
  );
}

async function checkOut(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await access(dirname(path), constants.W_OK);
    const there = await stat(path).catch(() => undefined);
    if (there?.isDirectory() === true) throw new Error('it is a folder');
  } catch (cause) {
    throw new OneClassError(
      'invalid-argument',
      `The times can't be written to "${path}": ${(cause as Error).message}. Name another ` +
        'file with --out.',
      { argument: '--out', received: path, cause },
    );
  }
}
