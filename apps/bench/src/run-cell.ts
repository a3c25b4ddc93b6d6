import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OneClassError, pack, type Detector, type LabeledDataset, type ProgressEvent } from '@oneclass/core';
import { evaluate, scoreStatistics } from '@oneclass/core/metrics';
import { writeFileAtomic } from '@oneclass/core/node';
import type { BackendChoice } from '@oneclass/runtime';
import { describeMachine } from './machine.ts';
import { cellKey, FORMAT, writeResult, type CellResult, type EpochLosses, type ScoredSet } from './result.ts';
import type { Cell, CellData, Figures, Table } from './table/table.ts';

export interface CellRun {
  readonly table: Table;
  readonly backend: BackendChoice;
  readonly folders: readonly string[];
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
  /** Without ending: `.json` and `.oneclass` are written. */
  readonly path: string;
}

/** Loads, fits, scores, evaluates and writes one cell. */
export async function runCell(cell: Cell, run: CellRun): Promise<CellResult> {
  const loading = stopwatch();
  const data = await cell.data.load(run.folders, run.signal);
  const load = loading();
  await makeFolder(dirname(run.path));

  const losses: EpochLosses[] = [];
  const onProgress = (event: ProgressEvent): void => {
    if (event.type === 'epoch-end') losses.push({ phase: event.phase, epoch: event.epoch, losses: event.losses });
    run.onProgress(event);
  };
  const fitting = stopwatch();
  const detector = await cell.method.fit(data.train, cell.config, { signal: run.signal, onProgress });
  const fit = fitting();
  try {
    const scoring = stopwatch();
    const validation = data.validation && (await scored(detector, data.validation, run));
    const test = await scored(detector, data.test, run);
    const score = scoring();
    const result = assess(cell, {
      ...identity(cell, run, data),
      losses,
      seconds: { load, fit, score },
      validation: validation ?? null,
      test,
    });
    const { threshold, versions } = result;
    const bytes = pack(detector, { input: cell.data.input, package: cell.package, versions, ...(threshold && { calibration: threshold }) });
    await writeFileAtomic(`${run.path}.oneclass`, bytes);
    await writeResult(`${run.path}.json`, result);
    return result;
  } finally {
    detector.dispose();
  }
}

async function scored(detector: Detector, data: LabeledDataset, { signal, onProgress }: CellRun): Promise<ScoredSet> {
  const scores = await detector.score(data.samples, { signal, onProgress });
  return { labels: [...data.labels], kinds: data.kinds, ids: data.ids, scores: [...scores] };
}

/** What a run found out, before anything is concluded from it. */
export type CellFindings = Omit<CellResult, 'figures' | 'threshold'>;

/** Threshold and figures from the stored scores: the same for a cell that has just run and for one that is reused. */
export function assess(cell: Cell, findings: CellFindings): CellResult {
  const { validation } = findings;
  const threshold = validation && cell.threshold?.({ labels: Uint8Array.from(validation.labels), scores: Float32Array.from(validation.scores) });
  const kept = threshold ? { value: threshold.value, rule: threshold.rule, promise: threshold.promise } : null;
  return { ...findings, figures: figuresOf(findings, kept?.value ?? null), threshold: kept };
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new OneClassError('invalid-argument', `Results can't be written to "${folder}": ${(cause as Error).message}. Name another folder with --out.`, {
      argument: '--out',
      received: folder,
      cause,
    });
  }
}

function identity(cell: Cell, { table, backend }: CellRun, data: CellData): Omit<CellFindings, 'losses' | 'seconds' | 'validation' | 'test'> {
  return {
    format: FORMAT,
    key: cellKey(cell, backend.name),
    table: table.name,
    cell: cell.id,
    method: cell.method.name,
    config: cell.config,
    data: cell.data.description,
    files: data.files.map(({ name, ...file }) => ({ name: name.split(/[\\/]/).at(-1) ?? name, ...file })),
    published: table.published ?? null,
    backend: backend.name,
    versions: { node: process.versions.node, ...backend.versions },
    machine: describeMachine(),
    finishedAt: new Date().toISOString(),
  };
}

function figuresOf({ validation, test, losses }: CellFindings, threshold: number | null): Figures {
  const onTest = evaluate(test.labels, Float32Array.from(test.scores), { threshold });
  const loss = (at: number): number | null => losses.at(at)?.losses['loss'] ?? null;
  return {
    testAuroc: onTest.auroc,
    testAveragePrecision: onTest.averagePrecision,
    testBestF1: onTest.bestF1,
    testF1: onTest.f1,
    testAccuracy: onTest.accuracy,
    threshold,
    lossFirst: loss(0),
    lossLast: loss(-1),
    ...(validation && validationFigures(validation, threshold)),
  };
}

function validationFigures({ labels, scores }: ScoredSet, threshold: number | null): Figures {
  const { auroc, f1, accuracy } = evaluate(labels, Float32Array.from(scores), { threshold });
  const of = (label: number, name: string): Figures => {
    const { mean, standardDeviation, minimum, maximum } = scoreStatistics(Float32Array.from(scores.filter((_, i) => labels[i] === label)));
    return { [`${name}Mean`]: mean, [`${name}Deviation`]: standardDeviation, [`${name}Minimum`]: minimum, [`${name}Maximum`]: maximum };
  };
  return { validationAuroc: auroc, validationF1: f1, validationAccuracy: accuracy, ...of(0, 'validationNormal'), ...of(1, 'validationAnomalous') };
}

function stopwatch(): () => number {
  const started = performance.now();
  return () => Math.round(performance.now() - started) / 1000;
}
