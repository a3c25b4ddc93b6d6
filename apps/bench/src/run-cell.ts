import { pack, type Detector, type LabeledDataset, type ProgressEvent, type Threshold } from '@oneclass/core';
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

interface Scored {
  readonly data: LabeledDataset;
  readonly scores: Float32Array;
}

/** Loads, fits, scores, evaluates and writes one cell. */
export async function runCell(cell: Cell, run: CellRun): Promise<CellResult> {
  const loading = stopwatch();
  const data = await cell.data.load(run.folders, run.signal);
  const load = loading();

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
    const threshold = validation && cell.threshold?.({ labels: validation.data.labels, scores: validation.scores });
    const result: CellResult = {
      ...identity(cell, run, data),
      figures: figuresOf({ validation, test, threshold, losses }),
      threshold: threshold ? { value: threshold.value, rule: threshold.rule, promise: threshold.promise } : null,
      losses,
      seconds: { load, fit, score },
      validation: validation ? toJson(validation) : null,
      test: toJson(test),
    };
    await writeFileAtomic(`${run.path}.oneclass`, pack(detector, { ...(threshold && { calibration: threshold }), versions: result.versions }));
    await writeResult(`${run.path}.json`, result);
    return result;
  } finally {
    detector.dispose();
  }
}

async function scored(detector: Detector, data: LabeledDataset, { signal, onProgress }: CellRun): Promise<Scored> {
  return { data, scores: await detector.score(data.samples, { signal, onProgress }) };
}

function identity(cell: Cell, { table, backend }: CellRun, data: CellData): Omit<CellResult, 'figures' | 'threshold' | 'losses' | 'seconds' | 'validation' | 'test'> {
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

function toJson({ data, scores }: Scored): ScoredSet {
  return { labels: [...data.labels], kinds: data.kinds, ids: data.ids, scores: [...scores] };
}

interface Findings {
  readonly validation: Scored | undefined;
  readonly test: Scored;
  readonly threshold: Threshold | undefined;
  readonly losses: readonly EpochLosses[];
}

function figuresOf({ validation, test, threshold, losses }: Findings): Figures {
  const value = threshold?.value ?? null;
  const onTest = evaluate(test.data.labels, test.scores, { threshold: value });
  const loss = (at: number): number | null => losses.at(at)?.losses['loss'] ?? null;
  return {
    testAuroc: onTest.auroc,
    testAveragePrecision: onTest.averagePrecision,
    testBestF1: onTest.bestF1,
    testF1: onTest.f1,
    testAccuracy: onTest.accuracy,
    threshold: value,
    lossFirst: loss(0),
    lossLast: loss(-1),
    ...(validation && validationFigures(validation, value)),
  };
}

function validationFigures({ data, scores }: Scored, threshold: number | null): Figures {
  const { auroc, f1, accuracy } = evaluate(data.labels, scores, { threshold });
  const of = (label: number, name: string): Figures => {
    const { mean, standardDeviation, minimum, maximum } = scoreStatistics(scores.filter((_, i) => data.labels[i] === label));
    return { [`${name}Mean`]: mean, [`${name}Deviation`]: standardDeviation, [`${name}Minimum`]: minimum, [`${name}Maximum`]: maximum };
  };
  return { validationAuroc: auroc, validationF1: f1, validationAccuracy: accuracy, ...of(0, 'validationNormal'), ...of(1, 'validationAnomalous') };
}

function stopwatch(): () => number {
  const started = performance.now();
  return () => Math.round(performance.now() - started) / 1000;
}
