import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CellFailure, CellResult } from '../../src/cell/result.ts';
import { resultOf } from '../result-of.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const TABLE = fileURLToPath(new URL('./worker-table.js', import.meta.url));

export interface BenchProcess {
  readonly process: ChildProcess;
  readonly ended: Promise<{
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
  }>;
}

/** `oneclass-bench run` of the table that is killed, in a folder of its own. */
export interface WorkerRuns {
  /** @param deaths as in worker-table.js */
  start(args: readonly string[], deaths?: string): BenchProcess;
  /** What a cell's file says. */
  result(cell: string): Promise<CellResult & CellFailure>;
  /** Names in the folder of results. */
  files(): Promise<string[]>;
  /** Ids of the processes that fitted. */
  fitters(): Promise<number[]>;
  /** Resolves when two fits have saved themselves. */
  bothSaved(): Promise<void>;
  remove(): Promise<void>;
}

/** `oneclass-bench run` of a table's file, on wasm. */
export function spawnBench(
  table: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): BenchProcess {
  const child = spawn(
    process.execPath,
    [
      ...['--conditions=@oneclass/source', '--import', 'tsx', MAIN],
      ...['run', table, '--backend', 'wasm', ...args],
    ],
    { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Awaited<BenchProcess['ended']>>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
  return { process: child, ended };
}

export async function createWorkerRuns(): Promise<WorkerRuns> {
  const folder = await mkdtemp(join(tmpdir(), 'oneclass-workers-'));
  const [out, marks] = [join(folder, 'out'), join(folder, 'marks')];
  await mkdir(marks);
  const files = async (): Promise<string[]> =>
    (await readdir(join(out, 'killed')).catch((): string[] => [])).sort();
  return {
    start(args, deaths = '') {
      const env = { WORKER_TEST_FOLDER: marks, WORKER_TEST_DEATHS: deaths };
      return spawnBench(TABLE, ['--out', out, ...args], env);
    },
    result: (cell) => resultOf(join(out, 'killed', `${cell}-wasm.json`)),
    bothSaved: () =>
      until(
        async () => (await files()).filter((name) => name.endsWith('.checkpoint')).length === 2,
      ),
    files,
    fitters: async () => (await readdir(marks)).map((name) => Number(name.split('.').at(-1))),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

/** @throws Error after 30 s */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (
    const started = performance.now();
    performance.now() - started < 30_000;
    await new Promise((resolve) => setTimeout(resolve, 20))
  ) {
    if (await condition()) return;
  }
  throw new Error('It did not come about within 30 s.');
}
