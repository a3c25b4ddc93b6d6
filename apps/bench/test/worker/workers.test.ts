import { fileURLToPath } from 'node:url';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OneClassError } from '@oneclass/core';
import { useBackend } from '@oneclass/runtime';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CellResult } from '../../src/cell/result.ts';
import { runTable } from '../../src/command/run-table.ts';
import { loadTable } from '../../src/table/load-table.ts';
import { concurrently } from '../../src/worker/concurrently.ts';
import { receivedError, sentError } from '../../src/worker/order.ts';
import { withoutTimes } from '../without-times.ts';
import { createWorkerRuns, isAlive, type WorkerRuns } from './worker-run.ts';

const SEEDS = ['--seeds', '0,1'];
let alone: Partial<CellResult>[];
let runs: WorkerRuns;

beforeAll(async () => {
  const out = await mkdtemp(join(tmpdir(), 'oneclass-alone-'));
  const table = await loadTable(fileURLToPath(new URL('./killed-table.js', import.meta.url)));
  const signal = new AbortController().signal;
  const backend = await useBackend('wasm');
  const { finished } = await runTable(table, {
    size: 'full',
    seeds: [0, 1],
    backend,
    folders: [],
    out,
    signal,
    onProgress: () => undefined,
    say: () => undefined,
  });
  alone = finished.map(({ result }) => withoutTimes(result));
  await rm(out, { recursive: true });
});
beforeEach(async () => {
  runs = await createWorkerRuns();
});
afterEach(() => runs.remove());

const results = async (): Promise<Partial<CellResult>[]> => [
  withoutTimes(await runs.result('seed0')),
  withoutTimes(await runs.result('seed1')),
];
const asWritten = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('oneclass-bench run --workers', () => {
  it('gives the results of a run without workers, though one of them is killed on the way', async () => {
    const { code, stdout, stderr } = await runs.start([...SEEDS, '--workers', '2'], '1:25').ended;
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await results()).toEqual(asWritten(alone));
    expect(await runs.fitters()).toHaveLength(3);
    expect(stderr).toContain(
      'seed1: its worker was killed by SIGKILL, as by the system when memory runs out, ' +
        'another continues what it saved',
    );
    expect(stderr).toContain('seed1: a stopped run left its fit, continuing it');
    expect(stderr).toMatch(/^seed0: fit epoch 30\/30 /m);
    expect(stdout).toContain('loss of seed0');
    expect(await runs.files()).toEqual([
      'index.html',
      ...[0, 1].flatMap((seed) => [
        `seed${String(seed)}-wasm.json`,
        `seed${String(seed)}-wasm.oneclass`,
      ]),
    ]);
  });

  it('stops its workers on Ctrl-C, which save what they have', async () => {
    const bench = runs.start([...SEEDS, '--workers', '2']);
    await runs.bothSaved();
    bench.process.kill('SIGINT');
    expect(await bench.ended).toMatchObject({ code: 130 });
    const ids = await runs.fitters();
    expect(ids).toHaveLength(2);
    expect(ids.filter(isAlive)).toEqual([]);
    expect((await runs.files()).filter((name) => !name.endsWith('.checkpoint'))).toEqual([]);
  });
});

describe('an error of a worker', () => {
  it('is the same in the first process', () => {
    const error = new OneClassError('not-found', 'No MNIST. Download it.', {
      argument: '--data-dir',
      expected: 'a folder',
    });
    const received = receivedError(asWritten(sentError(error)) as never);
    expect(received).toMatchObject({
      name: 'OneClassError',
      code: 'not-found',
      message: error.message,
      argument: '--data-dir',
      expected: 'a folder',
      stack: error.stack,
    });
    expect(receivedError(sentError(new TypeError('no fit')))).toMatchObject({
      name: 'Error',
      message: 'no fit',
    });
    expect(receivedError(sentError('thrown'))).toMatchObject({ message: 'thrown' });
  });
});

describe('working concurrently', () => {
  const signal = new AbortController().signal;

  it('begins in order, no more than the limit at a time, and keeps the order of the results', async () => {
    let [running, most] = [0, 0];
    const begun: number[] = [];
    const work = async (item: number): Promise<number> => {
      begun.push(item);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 30 - 10 * item));
      running--;
      return 10 * item;
    };
    expect(await concurrently([0, 1, 2], work, { limit: 2, signal })).toEqual([0, 10, 20]);
    expect({ begun, most }).toEqual({ begun: [0, 1, 2], most: 2 });
  });

  it('keeps apart what has a key in common, and lets others pass meanwhile', async () => {
    const running = new Set<string>();
    const begun: string[] = [];
    const work = async (item: string): Promise<string> => {
      expect([...running].filter((other) => other[0] === item[0])).toEqual([]);
      begun.push(item);
      running.add(item);
      await new Promise((resolve) => setTimeout(resolve, 10));
      running.delete(item);
      return item.toUpperCase();
    };
    const apart = (item: string): string[] => [item.slice(0, 1)];
    expect(await concurrently(['a1', 'a2', 'b1', 'a3'], work, { limit: 2, apart, signal })).toEqual(
      ['A1', 'A2', 'B1', 'A3'],
    );
    expect(begun).toEqual(['a1', 'b1', 'a2', 'a3']);
  });

  it('tells the others to stop when one fails, waits for them, begins no more and fails as the first did', async () => {
    const ended: number[] = [];
    const work = async (item: number, either: AbortSignal): Promise<void> => {
      if (item === 0) throw new Error('first');
      await new Promise((resolve) => {
        either.addEventListener('abort', resolve);
      });
      ended.push(item);
      throw new Error('second');
    };
    await expect(concurrently([1, 0, 2], work, { limit: 2, signal })).rejects.toThrow('first');
    expect(ended).toEqual([1]);
  });
});
