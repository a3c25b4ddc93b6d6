import { formatDuration, type Table } from '@oneclass/report';
import type { Ratio, Times } from './measure.ts';
import type { Goal, PerfRow } from './row.ts';
import type { ReferenceInfo } from './reference.ts';

/** One row's part of the JSON; times in milliseconds. */
export interface PerfResult {
  readonly name: string;
  readonly title: string;
  readonly goal: Goal;
  readonly times: Times;
  readonly imagesPerSecond?: number | undefined;
  readonly peakMemoryMiB?: number | undefined;
  readonly torch?: Times | undefined;
  readonly onnxruntime?: Times | undefined;
  readonly ratio?: Ratio | undefined;
}

/** One that has no times. */
export interface FailedRow {
  readonly name: string;
  readonly message: string;
}

/** The JSON. */
export interface PerfReport {
  readonly format: 1;
  readonly backend: string;
  readonly device: 'CPU' | 'GPU';
  readonly versions: Readonly<Record<string, string>>;
  readonly torch: Omit<ReferenceInfo, 'rows'> | null;
  /** Absent without `--onnxruntime`. */
  readonly onnxruntime?: Omit<ReferenceInfo, 'rows'> | undefined;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Over one minute, before and after. */
  readonly loadAverage: readonly [number, number];
  readonly repeats: number;
  readonly rows: readonly PerfResult[];
  /** Absent where all rows have times. */
  readonly failed?: readonly FailedRow[] | undefined;
}

const duration = (ms: number): string => formatDuration(ms / 1000);
const factor = (value: number): string => value.toFixed(2);

export function perfTable({ rows, torch, onnxruntime }: PerfReport): Table {
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const references = [torch && 'PyTorch', onnxruntime && 'onnxruntime'].filter(Boolean).join(', ');
  const compared = references === '' ? [] : [references, 'ratio', 'lowest – highest', 'goal'];
  return {
    columns: [
      { title: 'row', align: 'left' },
      ...['median', 'fastest', 'slowest', 'goal', 'images/s', 'memory', ...compared].map(right),
    ],
    rows: rows.map(({ name, goal, times, imagesPerSecond, peakMemoryMiB, ratio, ...of }) => [
      name,
      ...[times.median, times.min, times.max].map(duration),
      goal.ms === undefined ? '' : `≤ ${duration(goal.ms)}`,
      imagesPerSecond?.toFixed(imagesPerSecond < 10 ? 1 : 0) ?? '',
      peakMemoryMiB === undefined ? '' : `${peakMemoryMiB.toFixed(0)} MiB`,
      ...(references !== ''
        ? [
            ratio ? duration((of.torch ?? of.onnxruntime ?? times).median) : '',
            ratio ? factor(ratio.median) : '',
            ratio ? `${factor(ratio.min)} – ${factor(ratio.max)}` : '',
            ratio && goal.ratio !== undefined ? `≤ ${factor(goal.ratio)}` : '',
          ]
        : []),
    ]),
  };
}

/** The rows there are. */
export const rowsTable = (rows: readonly PerfRow[]): Table => ({
  columns: ['row', 'what it times'].map((title) => ({ title, align: 'left' })),
  rows: rows.map(({ name, title }) => [name, title]),
});
