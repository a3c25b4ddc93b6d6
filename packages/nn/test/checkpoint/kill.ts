import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import type { NamedTensor } from '@oneclass/core';
import { checkpointFile } from '@oneclass/core/node';
import { longConfig, tinyFit } from './tiny-fit.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const CHILD = fileURLToPath(new URL('killed-fit.ts', import.meta.url));

export interface Resumed {
  readonly state: Record<string, NamedTensor>;
  /** That the checkpoint spared. */
  readonly steps: number;
  /** Names in the checkpoint's folder once the fit was resumed. */
  readonly files: readonly string[];
}

/**
 * Starts a fit in a process of its own, kills it so many milliseconds after its first save, and
 * resumes it here.
 */
export async function killAndResume(backend: string, milliseconds: number): Promise<Resumed> {
  const folder = await mkdtemp(join(tmpdir(), 'oneclass-kill-'));
  const path = join(folder, 'fit.checkpoint');
  try {
    await runAndKill([path, backend], milliseconds);
    await tf.setBackend(backend);
    let steps = 0;
    const onProgress = (event: { type: string; resumedSteps?: number | undefined }): void =>
      void (steps += event.resumedSteps ?? 0);
    const state = await tinyFit(
      { checkpoint: checkpointFile(path), onProgress },
      { config: longConfig },
    );
    return { state, steps, files: await readdir(folder) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function runAndKill(args: readonly string[], milliseconds: number): Promise<void> {
  const child = spawn(
    process.execPath,
    ['--conditions=@oneclass/source', '--import', 'tsx', CHILD, ...args],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const exited = once(child, 'exit');
  let errors = '';
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  await Promise.race([once(child.stdout, 'data'), exited]);
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  child.kill('SIGKILL');
  const [code, signal] = (await exited) as [number | null, string | null];
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`the fit failed by itself: ${errors}`);
}
