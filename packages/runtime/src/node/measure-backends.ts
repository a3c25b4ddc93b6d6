import { fork } from 'node:child_process';
import { dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OneClassError } from '@oneclass/core';
import { BACKENDS, type BackendName } from '../backend.ts';
import type { StartedBackend } from '../start-backend.ts';

/** A backend as it was seen to compute. */
export interface Measurement extends StartedBackend {
  /**
   * Billions of multiplications and additions a second, each counted, of a 3×3 convolution from 32
   * to 32 channels on 4 images of 32×32.
   */
  readonly gflops: number;
}

export type MeasuredBackend =
  | ({ readonly name: BackendName; readonly problem: null } & Measurement)
  /** Not installed, or does not work; and why. */
  | { readonly name: BackendName; readonly problem: string };

/** What the child sends. */
export type MeasureReply = { readonly measurement: Measurement } | { readonly problem: string };

export interface MeasureOptions {
  readonly signal?: AbortSignal | undefined;
  /** Of the native backend: the file to load in place of the one that would be found. */
  readonly entry?: string;
}

/**
 * All backends that run in Node, best first, each in a process of its own: one that breaks takes
 * nothing with it.
 */
export async function measureBackends({ signal }: Pick<MeasureOptions, 'signal'> = {}): Promise<
  MeasuredBackend[]
> {
  const measured: MeasuredBackend[] = [];
  for (const name of BACKENDS) {
    if (name === 'webgl') continue;
    try {
      measured.push({ name, problem: null, ...(await measureInProcess(name, { signal })) });
    } catch (error) {
      signal?.throwIfAborted();
      measured.push({ name, problem: (error as Error).message });
    }
  }
  return measured;
}

const CHILD = new URL(`./measure-child${extname(import.meta.url)}`, import.meta.url);

/**
 * @throws OneClassError `unsupported` when it does not start, computes something wrong or takes
 *   its process down
 */
export async function measureInProcess(
  name: BackendName,
  { signal, entry }: MeasureOptions = {},
): Promise<Measurement> {
  signal?.throwIfAborted();
  const child = fork(fileURLToPath(CHILD), entry === undefined ? [name] : [name, entry], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // What node's options import is found from here, wherever the command was given.
    cwd: dirname(fileURLToPath(CHILD)),
  });
  const stop = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', stop);
  let [output, reply] = ['', undefined as MeasureReply | undefined];
  child.stderr?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-1000)));
  child.on('message', (message) => (reply = message as MeasureReply));
  try {
    const end = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, endedBy) => {
        resolve(endedBy ?? `exit code ${String(code)}`);
      });
    });
    signal?.throwIfAborted();
    if (reply && 'measurement' in reply) return reply.measurement;
    const problem =
      reply?.problem ??
      `The "${name}" backend takes its process down (${String(end)}). ${output.trim()}`.trim();
    throw new OneClassError('unsupported', problem, { argument: 'backend', received: name });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
