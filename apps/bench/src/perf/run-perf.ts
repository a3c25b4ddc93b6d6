import { cpus } from 'node:os';
import { OneClassError } from '@oneclass/core';
import { writeFileAtomic } from '@oneclass/core/node';
import { textTable } from '@oneclass/report';
import { print, say, sayBackend } from '@oneclass/terminal';
import { load, measureRows } from './measure-rows.ts';
import { findNeeds } from './needs.ts';
import { perfTable, rowsTable, type FailedRow } from './report.ts';
import type { PerfRow } from './row.ts';
import { perfRows, selectRows } from './rows.ts';

export interface PerfOptions {
  readonly backend?: string | undefined;
  readonly rows?: string | undefined;
  readonly repeats: string;
  readonly torch?: string | undefined;
  readonly onnxruntime?: string | undefined;
  readonly out?: string | undefined;
  readonly list?: boolean | undefined;
}

/** `oneclass-bench perf` */
export async function runPerf(options: PerfOptions, signal: AbortSignal): Promise<void> {
  if (options.list === true) print(textTable(rowsTable(perfRows)));
  else await measureAndShow(selectRows(options.rows), options, signal);
}

/**
 * Prints, and writes, what was measured.
 * @throws OneClassError for what the rows need and is not there, before any is measured; for rows
 *   that failed, when the others are shown; the signal's reason when aborted
 */
export async function measureAndShow(
  rows: readonly PerfRow[],
  options: PerfOptions,
  signal: AbortSignal,
): Promise<void> {
  const repeats = parseRepeats(options.repeats);
  const { backend, references } = await findNeeds(rows, options);
  try {
    sayBackend(backend, options.backend);
    if (load() > cpus().length / 2)
      say(
        `Something else keeps this machine busy (load ${load().toFixed(1)}): the times below ` +
          'are not to be trusted.',
      );
    const report = await measureRows(rows, { backend, references, repeats, signal });
    if (report.rows.length > 0) print(textTable(perfTable(report)));
    signal.throwIfAborted();
    if (options.out !== undefined)
      await writeFileAtomic(
        options.out,
        new TextEncoder().encode(`${JSON.stringify(report, null, 1)}\n`),
      );
    if (report.failed) throw failure(report.failed, rows.length);
  } finally {
    for (const reference of references) reference.stop();
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

function failure(failed: readonly FailedRow[], of: number): OneClassError {
  const list = failed.map(({ name, message }) => `${name}: ${message}`).join('; ');
  return new OneClassError(
    'unsupported',
    `${String(failed.length)} of ${String(of)} rows failed; the others are above. Run these ` +
      `again with --rows ${failed.map(({ name }) => name).join(',')}. ${list}`,
    { argument: '--rows' },
  );
}
