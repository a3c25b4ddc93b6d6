import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mlpAutoencoder } from '@oneclass/autoencoder';
import { useBackend } from '@oneclass/runtime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { noise } from '../../src/perf/fit-rows.ts';
import { gatedFit } from '../../src/perf/gated-fit.ts';
import { alternate, ratioOf, timesOf, warmedUp } from '../../src/perf/measure.ts';
import type { PerfReport } from '../../src/perf/report.ts';
import { perfRows } from '../../src/perf/rows.ts';
import { createProgram } from '../../src/program.ts';

let folder: string;
let stdout = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-perf-test-'));
  await useBackend('wasm');
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  stdout = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
});
afterEach(() => vi.restoreAllMocks());

const perf = (...args: string[]): Promise<unknown> =>
  createProgram(new AbortController().signal).parseAsync([
    'node',
    'oneclass-bench',
    'perf',
    ...args,
  ]);

/** Takes the place of Python: says that PyTorch took 1, 2, 3 … ms for the rows it has. */
async function pretendedPython(rows: readonly string[]): Promise<string> {
  const path = join(folder, 'python.cjs');
  const info = { torch: '2.0', python: '3.11', threads: 2, rows };
  const answer =
    "let ms = 0; require('node:readline').createInterface({ input: process.stdin " +
    "}).on('line', (row) => console.log(JSON.stringify({ row, ms: ++ms })));";
  await writeFile(
    path,
    `#!${process.execPath}\nconsole.log(JSON.stringify({ ...${JSON.stringify(info)}, device: ` +
      `process.argv.at(-1) }));\n${answer}\n`,
  );
  await chmod(path, 0o755);
  return path;
}

describe('oneclass-bench perf', () => {
  it('lists its rows', async () => {
    await perf('--list');
    for (const { name } of perfRows) expect(stdout).toContain(name);
  });

  it('sets each round beside one of PyTorch, prints the ratio and writes all as JSON', async () => {
    const out = join(folder, 'results', 'times.json');
    await perf(
      '--backend',
      'wasm',
      '--rows',
      'svdd-step-200, pixel-metrics',
      '--repeats',
      '3',
      '--torch',
      await pretendedPython(['svdd-step-200']),
      '--out',
      out,
    );
    const report = JSON.parse(await readFile(out, 'utf8')) as PerfReport;
    expect(report).toMatchObject({
      format: 1,
      backend: 'wasm',
      device: 'CPU',
      repeats: 3,
      torch: { torch: '2.0', device: 'cpu', threads: 2 },
      versions: { node: process.versions.node },
    });
    const [step, metrics] = report.rows;
    expect(report.rows.map(({ name }) => name)).toEqual(['svdd-step-200', 'pixel-metrics']);
    expect(step?.torch).toEqual({ median: 2, min: 1, max: 3, rounds: [1, 2, 3] });
    expect(step?.times.rounds).toHaveLength(3);
    expect(step?.ratio?.median).toBeCloseTo((step?.times.median ?? 0) / 2);
    expect(step?.imagesPerSecond).toBeCloseTo(200_000 / (step?.times.median ?? 0));
    expect(metrics).not.toHaveProperty('torch');
    expect(stdout).toMatch(/PyTorch.*\n.*\nsvdd-step-200 .*≤ 140 ms .*2\.0 ms .*≤ 8\.00/);
  });

  it('sets features beside onnxruntime, whose times have its name', async () => {
    const out = join(folder, 'features.json');
    const python = await pretendedPython(['efficientnet-1']);
    const rows = ['--rows', 'efficientnet-1', '--repeats', '2'];
    await perf('--backend', 'wasm', ...rows, '--onnxruntime', python, '--out', out);
    const report = JSON.parse(await readFile(out, 'utf8')) as PerfReport;
    expect(report).toMatchObject({ torch: null, onnxruntime: { threads: 2 } });
    const [row] = report.rows;
    expect(row?.onnxruntime?.rounds).toEqual([1, 2]);
    expect(row).not.toHaveProperty('torch');
    expect(row?.ratio?.median).toBeCloseTo((row?.times.median ?? 0) / 1.5);
    expect(stdout).toMatch(/onnxruntime.*\n.*\nefficientnet-1 .*≤ 6\.00/);
  });

  it('refuses an unknown row, a wrong number of rounds and a file that can’t be written with one clear error', async () => {
    await expect(perf('--rows', 'svdd')).rejects.toThrow(/no row "svdd".*svdd-step-200/);
    await expect(perf('--repeats', '0')).rejects.toThrow(/--repeats "0"/);
    await expect(perf('--rows', 'vgg19-1', '--out', folder)).rejects.toThrow(
      /can't be written to ".*": it is a folder. Name another file with --out/,
    );
  });

  it('says how to install PyTorch where the Python is none or has none', async () => {
    await expect(
      perf('--rows', 'vgg19-1', '--torch', join(folder, 'nowhere')),
    ).rejects.toMatchObject({
      code: 'missing-package',
      message: expect.stringMatching(/ENOENT[^]*pip install torch/) as string,
    });
    const without = join(folder, 'without');
    await writeFile(
      without,
      `#!${process.execPath}\nconsole.error("No module named 'torch'."); process.exit(1);\n`,
      { mode: 0o755 },
    );
    await expect(perf('--rows', 'vgg19-1', '--torch', without)).rejects.toThrow(
      /No module named 'torch'[^]*pip install torch/,
    );
  });
});

describe('measuring', () => {
  it('takes rounds in turn, and gives the ratio of the medians with the range of the rounds’', async () => {
    const order: string[] = [];
    const round = (name: string, times: number[]) => (): Promise<number> => {
      order.push(name);
      return Promise.resolve(times.shift() as number);
    };
    const options = { repeats: 4, signal: new AbortController().signal };
    const [ours, theirs] = await alternate(
      [round('a', [4, 2, 8, 6]), round('b', [1, 2, 4, 4])],
      options,
    );
    expect(order.join('')).toBe('abababab');
    expect(ours).toEqual({ median: 5, min: 2, max: 8, rounds: [4, 2, 8, 6] });
    expect(ratioOf(ours as never, theirs as never)).toEqual({ median: 5 / 3, min: 1, max: 4 });
    expect(timesOf([3, 1, 2]).median).toBe(2);
  });

  it('makes ready before each run, and does not count it', async () => {
    const order: string[] = [];
    const wait = (name: string, ms: number) => (): Promise<void> => {
      order.push(name);
      return new Promise((resolve) => setTimeout(resolve, ms));
    };
    const round = await warmedUp({
      ready: wait('ready', 400),
      run: wait('run', 260),
      dispose: () => undefined,
    });
    expect(await round()).toBeLessThan(600);
    expect(order.join(' ')).toMatch(/^(ready run ?)+$/);
  });

  it('stops between two rounds', async () => {
    const controller = new AbortController();
    const round = (): Promise<number> => {
      controller.abort(new Error('enough'));
      return Promise.resolve(1);
    };
    await expect(alternate([round], { repeats: 2, signal: controller.signal })).rejects.toThrow(
      'enough',
    );
  });
});

describe.each(['step', 'epoch'] as const)('a fit that does one %s a run', (part) => {
  it('stands still between runs and leaves nothing behind', async () => {
    let images = 0;
    const set = noise(16, [8, 8, 1]);
    const counted = {
      ...set,
      async *batches(options: Parameters<typeof set.batches>[0]) {
        for await (const batch of set.batches(options)) {
          images += batch.shape[0];
          yield batch;
        }
      },
    };
    const fit = gatedFit(mlpAutoencoder, counted, { part, config: { batchSize: 8, encoder: [4] } });
    const after: number[] = [];
    for (let run = 0; run < 3; run++) {
      await fit.ready?.();
      await fit.run();
      await fit.ready?.();
      after.push(images);
    }
    // the next step's images are there before it begins; two are looked at before the fit
    expect(after).toEqual((part === 'step' ? [16, 24, 32] : [16, 32, 48]).map((n) => n + 2));
    await fit.dispose();
  });

  it('passes on why the fit failed', async () => {
    const fit = gatedFit(mlpAutoencoder, noise(16, [8, 8, 1]), { part, config: { batchSize: 0 } });
    await expect(fit.ready?.()).rejects.toThrow(/batchSize/);
    await fit.dispose();
  });
});
