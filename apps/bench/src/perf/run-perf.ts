import { mkdir } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { OneClassError } from '@oneclass/core';
import { writeFileAtomic } from '@oneclass/core/node';
import { textTable } from '@oneclass/report';
import { useBackend, type BackendChoice } from '@oneclass/runtime';
import { print, say, sayBackend } from '@oneclass/terminal';
import { describeMachine } from '../cell/machine.ts';
import { alternate, ratioOf, warmedUp, type RoundsOptions } from './measure.ts';
import { perfTable, rowsTable, type PerfReport, type PerfResult } from './report.ts';
import type { PerfRow } from './row.ts';
import { perfRows, selectRows } from './rows.ts';
import { startTorch, type Torch } from './torch.ts';

export interface PerfOptions {
  readonly backend?: string | undefined;
  readonly rows?: string | undefined;
  readonly repeats: string;
  readonly torch?: string | undefined;
  readonly out?: string | undefined;
  readonly list?: boolean | undefined;
}

/** `oneclass-bench perf` */
export async function runPerf(options: PerfOptions, signal: AbortSignal): Promise<void> {
  if (options.list === true) {
    print(textTable(rowsTable(perfRows)));
    return;
  }
  const rows = selectRows(options.rows);
  const repeats = parseRepeats(options.repeats);
  const backend = await useBackend(options.backend);
  sayBackend(backend, options.backend);
  const torch =
    options.torch === undefined
      ? undefined
      : await startTorch(options.torch, backend.device === 'GPU' ? 'cuda' : 'cpu');
  try {
    if (load() > cpus().length / 2)
      say(
        `Something else keeps this machine busy (load ${load().toFixed(1)}): the times below ` +
          'are not to be trusted.',
      );
    const report = await measureRows(rows, { backend, torch, repeats, signal });
    print(textTable(perfTable(report)));
    if (options.out !== undefined) await write(options.out, report);
  } finally {
    torch?.stop();
  }
}

function parseRepeats(text: string): number {
  const repeats = Number(text);
  if (Number.isSafeInteger(repeats) && repeats >= 1) return repeats;
  throw new OneClassError(
    'invalid-argument',
    `Invalid --repeats "${text}": expected a whole number of 1 or more; 9 is usual.`,
    { argument: '--repeats', received: text },
  );
}

interface Measuring extends RoundsOptions {
  readonly backend: BackendChoice;
  readonly torch: Torch | undefined;
}

async function measureRows(rows: readonly PerfRow[], options: Measuring): Promise<PerfReport> {
  const { backend, torch, repeats } = options;
  const [startedAt, loadBefore] = [new Date().toISOString(), load()];
  const results: PerfResult[] = [];
  for (const row of rows) {
    say(`${row.name}: ${row.title}`);
    results.push(await measureRow(row, options));
  }
  return {
    ...{
      format: 1,
      backend: backend.name,
      device: backend.device,
      versions: { node: process.versions.node, ...backend.versions },
    },
    torch: torch
      ? {
          torch: torch.info.torch,
          python: torch.info.python,
          device: torch.info.device,
          threads: torch.info.threads,
        }
      : null,
    ...{
      machine: describeMachine(),
      startedAt,
      finishedAt: new Date().toISOString(),
      loadAverage: [loadBefore, load()],
      repeats,
      rows: results,
    },
  };
}

const load = (): number => loadavg()[0] as number;

async function measureRow(
  { name, title, images, goals, prepare }: PerfRow,
  { backend, torch, repeats, signal }: Measuring,
): Promise<PerfResult> {
  const workload = await prepare(backend);
  try {
    const rounds = [await warmedUp(workload)];
    if (torch?.info.rows.includes(name)) rounds.push(torch.round(name));
    const [times, theirs] = (await alternate(rounds, { repeats, signal })) as [
      PerfResult['times'],
      PerfResult['torch'],
    ];
    return {
      ...{
        name,
        title,
        goal: (backend.device === 'CPU' ? goals[backend.name] : undefined) ?? {},
        times,
      },
      ...(images !== undefined && { imagesPerSecond: (1000 * images) / times.median }),
      ...(workload.peakMemory && { peakMemoryMiB: workload.peakMemory() }),
      ...(theirs && { torch: theirs, ratio: ratioOf(times, theirs) }),
    };
  } catch (error) {
    // Ctrl-C reaches the processes that are timed too, which then fail first.
    signal.throwIfAborted();
    throw error;
  } finally {
    await workload.dispose();
  }
}

async function write(path: string, report: PerfReport): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, new TextEncoder().encode(`${JSON.stringify(report, null, 1)}\n`));
  } catch (cause) {
    throw new OneClassError(
      'invalid-argument',
      `The times can't be written to "${path}": ${(cause as Error).message}. Name another ` +
        'file with --out.',
      { argument: '--out', received: path, cause },
    );
  }
}
