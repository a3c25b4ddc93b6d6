import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isOneClassError, OneClassError } from '@oneclass/core';
import { useBackend, type BackendChoice } from '@oneclass/runtime';
import type { PerfRow } from './row.ts';
import { startOnnxruntime, startTorch, type Reference } from './reference.ts';

export interface Wanted {
  readonly backend?: string | undefined;
  /** A Python with PyTorch. */
  readonly torch?: string | undefined;
  /** A Python with onnxruntime and onnx. */
  readonly onnxruntime?: string | undefined;
  /** The file that the times are written to. */
  readonly out?: string | undefined;
}

export interface Needs {
  readonly backend: BackendChoice;
  readonly references: readonly Reference[];
}

/**
 * All that the rows need, looked for before the first of them is measured.
 * @throws OneClassError that says all that is lacking, at once
 */
export async function findNeeds(rows: readonly PerfRow[], wanted: Wanted): Promise<Needs> {
  const { torch: python, onnxruntime, out } = wanted;
  const backend = useBackend(wanted.backend);
  const torch =
    python === undefined
      ? undefined
      : backend.then(({ device }) => startTorch(python, device === 'GPU' ? 'cuda' : 'cpu'));
  const onnx = onnxruntime === undefined ? undefined : startOnnxruntime(onnxruntime);
  const found = await Promise.allSettled([
    backend,
    torch,
    onnx,
    out === undefined ? undefined : checkOut(out),
    ...rows.map(async (row) => row.check?.()),
  ]);
  const references: Reference[] = [];
  for (const one of [torch, onnx]) {
    const reference = await one?.catch(() => undefined);
    if (reference) references.push(reference);
  }
  // What PyTorch's side waited for is no second reason.
  const reasons = new Set(
    found.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : [])),
  );
  if (reasons.size === 0) return { backend: await backend, references };
  for (const reference of references) reference.stop();
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
