import { loadavg } from 'node:os';
import { isOneClassError } from '@oneclass/core';
import { say } from '@oneclass/terminal';
import { describeMachine } from '../cell/machine.ts';
import { alternate, ratioOf, warmedUp, type RoundsOptions } from './measure.ts';
import type { Needs } from './needs.ts';
import type { FailedRow, PerfReport, PerfResult } from './report.ts';
import type { PerfRow } from './row.ts';

/** Over one minute. */
export const load = (): number => loadavg()[0] as number;

type Measuring = Needs & RoundsOptions;

/** One after the other. One that fails, or a stop, takes nothing from those before it. */
export async function measureRows(
  rows: readonly PerfRow[],
  measuring: Measuring,
): Promise<PerfReport> {
  const { backend, references, repeats, signal } = measuring;
  const [startedAt, loadBefore] = [new Date().toISOString(), load()];
  const results: PerfResult[] = [];
  const failed: FailedRow[] = [];
  for (const row of rows) {
    if (signal.aborted) break;
    say(`${row.name}: ${row.title}`);
    try {
      results.push(await measureRow(row, measuring));
    } catch (error) {
      // Ctrl-C reaches the processes that are timed too, which then fail first.
      if (signal.aborted) break;
      const message = isOneClassError(error) ? error.message : String(error);
      say(`${row.name}: failed, the others go on. ${message}`);
      failed.push({ name: row.name, message });
    }
  }
  return {
    ...{
      format: 1,
      backend: backend.name,
      device: backend.device,
      versions: { node: process.versions.node, ...backend.versions },
    },
    torch: null,
    ...Object.fromEntries(references.map(({ name, info: { rows: _, ...info } }) => [name, info])),
    ...{
      machine: describeMachine(),
      startedAt,
      finishedAt: new Date().toISOString(),
      loadAverage: [loadBefore, load()],
      repeats,
      rows: results,
    },
    ...(failed.length > 0 && { failed }),
  };
}

async function measureRow(
  { name, title, images, goals, prepare }: PerfRow,
  { backend, references, repeats, signal }: Measuring,
): Promise<PerfResult> {
  const workload = await prepare(backend);
  try {
    const rounds = [await warmedUp(workload)];
    const reference = references.find(({ info }) => info.rows.includes(name));
    if (reference) rounds.push(reference.round(name));
    const [times, theirs] = (await alternate(rounds, { repeats, signal })) as [
      PerfResult['times'],
      PerfResult['times'] | undefined,
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
      ...(reference && theirs && { [reference.name]: theirs, ratio: ratioOf(times, theirs) }),
    };
  } finally {
    await workload.dispose();
  }
}
