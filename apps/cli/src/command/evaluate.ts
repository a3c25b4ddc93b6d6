import {
  isMapDetector,
  type ArtifactInfo,
  type LabeledDataset,
  type Maps,
  type Mask,
  type ProgressEvent,
} from '@oneclass/core';
import { readMasks } from '@oneclass/core/datasets';
import { bestF1, evaluate, f1Score, type Evaluation } from '@oneclass/core/metrics';
import { formatCount, formatPercent, formatScore } from '@oneclass/report';
import { useBackend } from '@oneclass/runtime';
import { createProgress, print, printJson, printPairs, say, sayBackend } from '@oneclass/terminal';
import { stringify } from 'csv-stringify/sync';
import { labeledImages } from '../data.ts';
import { openDetector, type OpenDetector } from '../detector-file.ts';
import { openMapsFolder, type MapsFolder } from '../maps/folder.ts';
import { writeMapReport } from '../maps/report.ts';
import { mapsInMemory } from '../maps/score-maps.ts';
import { noMaps } from '../method.ts';
import { parseOptionalNumber } from '../option.ts';
import { percent } from '../percent.ts';
import { pixelFigures, pixelPairs, type PixelFigures } from '../pixel-evaluation.ts';
import { printTable } from '../print-table.ts';
import { readProgress } from '../read-progress.ts';

export interface EvaluateOptions {
  readonly threshold?: string | undefined;
  readonly pixelThreshold?: string | undefined;
  readonly maps?: string | undefined;
  readonly method?: string | undefined;
  readonly features?: string | undefined;
  readonly weights?: string | undefined;
  readonly json?: boolean | undefined;
  readonly csv?: boolean | undefined;
  readonly backend?: string | undefined;
  readonly dataDir?: string | undefined;
  readonly signal: AbortSignal;
}

/** `oneclass evaluate` */
export async function evaluateFile(
  file: string,
  data: string,
  options: EvaluateOptions,
): Promise<void> {
  const given = {
    image: parseOptionalNumber('--threshold', options.threshold),
    pixel: parseOptionalNumber('--pixel-threshold', options.pixelThreshold),
  };
  const backend = await useBackend(options.backend);
  const opened = await openDetector(file, options);
  const { detector, artifact, dispose } = opened;
  const progress = createProgress(process.stderr);
  let folder: MapsFolder | undefined;
  try {
    if (options.maps !== undefined && !isMapDetector(detector))
      throw await noMaps(detector.method, '--maps');
    folder = options.maps === undefined ? undefined : await openMapsFolder(options.maps);
    sayBackend(backend, options.backend);
    const scored = await scoreLabeled(opened, {
      data,
      options,
      onProgress: progress.onProgress,
    });
    const threshold = given.image ?? artifact.calibration?.value ?? null;
    const pixelThreshold = given.pixel ?? artifact.pixelCalibration?.value ?? null;
    const { labeled, scores, maps, masks } = scored;
    const evaluation = {
      ...evaluateBothWays(labeled, scores, threshold),
      ...pixelFigures(maps, masks, pixelThreshold),
    };
    if (folder)
      await report(folder, scored, {
        artifact,
        evaluation,
        file,
        data,
        options,
        onProgress: progress.onProgress,
      });
    progress.stop();
    if (labeled.masks && !isMapDetector(detector))
      say(`The data has masks, but ${detector.method} gives no score maps: no metrics of pixels.`);
    show(labeled, scores, { evaluation, ...options });
  } finally {
    progress.stop();
    await folder?.discard();
    dispose();
  }
}

interface Run {
  readonly file: string;
  readonly data: string;
  readonly options: EvaluateOptions;
  readonly onProgress: (event: ProgressEvent) => void;
}

interface Scored {
  readonly labeled: LabeledDataset;
  readonly scores: Float32Array;
  /** Where somebody wants them. */
  readonly maps: Maps | undefined;
  readonly masks: (Mask | undefined)[] | undefined;
}

/** Everything that can be wrong with the data is looked at before the long part. */
async function scoreLabeled(
  { detector, input }: OpenDetector,
  { data, options: { signal, dataDir, maps: wanted }, onProgress }: Omit<Run, 'file'>,
): Promise<Scored> {
  const reading = readProgress();
  const labeled = await labeledImages(data, input, {
    dataDir,
    signal,
    onRead: reading.onRead,
  }).finally(reading.stop);
  if (!isMapDetector(detector) || (!labeled.masks && wanted === undefined)) {
    const scores = await detector.score(labeled.samples, { signal, onProgress });
    return { labeled, scores, maps: undefined, masks: undefined };
  }
  const masks = await readMasks(labeled, signal);
  const run = { signal, onProgress };
  const { score, map } = await detector.compute(labeled.samples, ['score', 'map'], run);
  return { labeled, scores: score.data, maps: map, masks };
}

/** F1 takes anomalous as positive; some publications take normal. */
interface FullEvaluation extends Evaluation, PixelFigures {
  readonly f1Normal: number | null;
  readonly bestF1Normal: number;
}

function evaluateBothWays(
  { labels, kinds }: LabeledDataset,
  scores: Float32Array,
  threshold: number | null,
): Omit<FullEvaluation, keyof PixelFigures> {
  const evaluation = evaluate(labels, scores, { kinds, threshold, aurocInterval: {} });
  const positive = 'normal';
  return {
    ...evaluation,
    f1Normal: evaluation.confusion && f1Score(evaluation.confusion, { positive }),
    bestF1Normal: bestF1(labels, scores, { positive }).f1,
  };
}

async function report(
  folder: MapsFolder,
  { labeled, scores, maps, masks }: Scored,
  run: Run & { artifact: ArtifactInfo; evaluation: FullEvaluation },
): Promise<void> {
  const { artifact, evaluation, file, data, options, onProgress } = run;
  const { samples, ids, labels, kinds } = labeled;
  if (!maps) return;
  const { signal } = options;
  await writeMapReport({
    folder,
    maps: mapsInMemory(maps),
    image: async (index) => {
      for await (const batch of samples.batches({ batchSize: 1, order: Uint32Array.of(index) })) {
        const pixels = await batch.data<'float32'>();
        batch.dispose();
        return { data: pixels, shape: [1, ...samples.sampleShape] };
      }
      throw new Error(`the data gave no image at ${String(index)}`);
    },
    ids,
    scores,
    threshold: evaluation.threshold,
    pixelThreshold: evaluation.pixelThreshold,
    truth: { labels, kinds, masks },
    about: {
      title: `Score maps: ${artifact.method}`,
      subtitle: `${file} on ${data}`,
      headline: headlineOf(evaluation),
      figures: [...imagePairs(evaluation), ...pixelPairs(evaluation)],
      details: { detector: file, data, ...artifact },
    },
    signal,
    onProgress,
  });
}

const headlineOf = ({ auroc, pixelAuroc, aupro }: FullEvaluation): string =>
  [
    `AUROC ${percent(auroc)}`,
    ...(pixelAuroc === null
      ? []
      : [`pixel AUROC ${percent(pixelAuroc)}`, `AUPRO ${percent(aupro)}`]),
  ].join(', ');

function show(
  { ids, kinds, labels }: LabeledDataset,
  scores: Float32Array,
  {
    evaluation,
    json,
    csv,
  }: { evaluation: FullEvaluation; json?: boolean | undefined; csv?: boolean | undefined },
): void {
  if (json === true) {
    printJson(evaluation);
  } else if (csv === true) {
    const rows = ids.map((id, i) => [id, kinds[i] ?? '', String(labels[i]), String(scores[i])]);
    print(stringify([['id', 'kind', 'label', 'score'], ...rows]).trimEnd());
  } else {
    printEvaluation(evaluation);
  }
}

function imagePairs({
  threshold,
  counts,
  aurocInterval: interval,
  ...evaluation
}: FullEvaluation): [name: string, value: string][] {
  const intervalText = interval
    ? ` (${formatPercent(interval.lower)} to ${percent(interval.upper)}, ` +
      `${String(100 * interval.level)} % bootstrap interval)`
    : '';
  return [
    ['images', `${formatCount(counts.normal)} normal, ${formatCount(counts.anomalous)} anomalous`],
    ['AUROC', `${percent(evaluation.auroc)}${intervalText}`],
    ['average precision', percent(evaluation.averagePrecision)],
    [
      'best F1',
      `${percent(evaluation.bestF1)} (at ${formatScore(evaluation.bestF1Threshold)}, chosen ` +
        `on these very images); normal as positive ${percent(evaluation.bestF1Normal)}`,
    ],
    ['threshold', threshold === null ? 'none: no F1 or accuracy' : formatScore(threshold)],
    ...(threshold === null
      ? []
      : [
          [
            'F1',
            `${percent(evaluation.f1)}; normal as positive ${percent(evaluation.f1Normal)}`,
          ] satisfies [string, string],
          ['accuracy', percent(evaluation.accuracy)] satisfies [string, string],
        ]),
  ];
}

function printEvaluation(evaluation: FullEvaluation): void {
  printPairs([...imagePairs(evaluation), ...pixelPairs(evaluation)]);
  print('');
  printTable(
    ['kind', 'images', 'mean score', 'AUROC, %', 'called anomalous, %'],
    Object.entries(evaluation.byKind).map(
      ([kind, { count, meanScore, auroc: own = null, calledAnomalous = null }]) => [
        kind,
        formatCount(count),
        formatScore(meanScore),
        formatPercent(own),
        formatPercent(calledAnomalous),
      ],
    ),
  );
}
