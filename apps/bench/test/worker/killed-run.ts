import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRng } from '@oneclass/core';
import type { CellResult } from '../../src/cell/result.ts';
import { resultOf } from '../result-of.ts';
import { withoutTimes } from '../without-times.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const TABLE = fileURLToPath(new URL('./killed-table.js', import.meta.url));
const CELLS = ['seed0-wasm', 'seed1-wasm'];

interface Ending {
  /** Null after a signal. */
  readonly code: number | null;
  /** From the first cell on: start-up is left out. */
  readonly seconds: number;
  readonly stderr: string;
}

/**
 * `oneclass-bench run` in a process of its own; the signal is sent so many seconds after it began
 * with the first cell.
 */
function bench(out: string, kill?: { signal: NodeJS.Signals; after: number }): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const args = [
      '--conditions=@oneclass/source',
      '--import',
      'tsx',
      MAIN,
      'run',
      TABLE,
      '--seeds',
      '0,1',
      '--backend',
      'wasm',
      '--out',
      out,
    ];
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
    let timer: NodeJS.Timeout | undefined;
    let started: number | undefined;
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      if (started !== undefined) return;
      started = performance.now();
      if (kill) timer = setTimeout(() => child.kill(kill.signal), 1000 * kill.after);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, seconds: (performance.now() - (started ?? 0)) / 1000, stderr });
    });
  });
}

const resultsOf = (out: string): Promise<Partial<CellResult>[]> =>
  Promise.all(
    CELLS.map(async (name) => withoutTimes(await resultOf(join(out, 'killed', `${name}.json`)))),
  );

export interface Outcome {
  readonly results: readonly Partial<CellResult>[];
  /** In the folder when all is done. */
  readonly files: readonly string[];
  /** Runs that were stopped before their end, and of the runs those that continued a fit. */
  readonly stopped: number;
  readonly continued: number;
}

/**
 * Runs the table undisturbed, then again and again, each run stopped at a random moment, until
 * `times` were stopped; then a last one to the end. A run that is finished before its moment starts
 * the table anew.
 */
export async function stopAtRandomMoments(
  times: number,
  signals: readonly NodeJS.Signals[],
): Promise<{ undisturbed: Outcome; disturbed: Outcome[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'oneclass-killed-'));
  try {
    const whole = await bench(join(folder, 'whole'));
    if (whole.code !== 0) throw new Error(whole.stderr);
    const outcome = async (
      out: string,
      counts: { stopped: number; continued: number },
    ): Promise<Outcome> => ({
      results: await resultsOf(out),
      files: (await readdir(join(out, 'killed'))).sort(),
      ...counts,
    });
    const undisturbed = await outcome(join(folder, 'whole'), { stopped: 0, continued: 0 });
    const rng = createRng(times).derive('moments');
    const disturbed: Outcome[] = [];
    for (let left = times; left > 0;) {
      const out = join(folder, `killed-${String(left)}`);
      const counts = { stopped: 0, continued: 0 };
      for (let done = false; !done;) {
        const after = whole.seconds * rng.uniform();
        const signal = signals[counts.stopped % signals.length] as NodeJS.Signals;
        const { code, stderr } = await bench(out, left > 0 ? { signal, after } : undefined);
        if (stderr.includes('continuing it')) counts.continued++;
        done = code === 0;
        if (done) break;
        if (code !== null && code !== 130) throw new Error(stderr);
        counts.stopped++;
        left--;
      }
      disturbed.push(await outcome(out, counts));
    }
    return { undisturbed, disturbed };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
