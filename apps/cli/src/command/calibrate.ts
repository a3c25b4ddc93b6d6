import { isMapDetector, OneClassError, pack, type Dataset, type Threshold } from '@oneclass/core';
import { subset } from '@oneclass/core/datasets';
import { writeFileAtomic } from '@oneclass/core/node';
import { formatCount, formatScore } from '@oneclass/report';
import { useBackend } from '@oneclass/runtime';
import { createProgress, print, printJson, printPairs, sayBackend } from '@oneclass/terminal';
import { calibrateOnNormal, type Thresholds } from '../calibration.ts';
import { labeledImages, normalPositions, unseenNormalImages } from '../data.ts';
import { checkWritable, openDetector, type OpenDetector } from '../detector-file.ts';
import { noMaps } from '../method.ts';
import { readProgress } from '../read-progress.ts';
import {
  DEFAULT_PIXEL_RATE,
  isLabeledRule,
  parsePixelRule,
  parseThresholdRule,
  thresholdOfLabeled,
  thresholdOfValue,
  type PixelRule,
  type ThresholdRule,
} from '../threshold-rule.ts';

export interface CalibrateOptions {
  readonly threshold?: string | undefined;
  readonly pixelThreshold?: string | undefined;
  readonly output?: string | undefined;
  readonly method?: string | undefined;
  readonly features?: string | undefined;
  readonly weights?: string | undefined;
  readonly json?: boolean | undefined;
  readonly backend?: string | undefined;
  readonly dataDir?: string | undefined;
  readonly signal: AbortSignal;
}

/** What the options ask for; one of them at least. */
interface Rules {
  readonly rule: ThresholdRule | undefined;
  readonly pixels: PixelRule | undefined;
}

/** `oneclass calibrate`: the same detector with new thresholds. */
export async function calibrate(
  file: string,
  data: string | undefined,
  options: CalibrateOptions,
): Promise<void> {
  const rules = parseRules(options);
  const takesData = [rules.rule, rules.pixels].some(
    (rule) => rule !== undefined && rule.by !== 'value',
  );
  checkData(takesData, data, options);
  const output = options.output ?? file;
  const backend = await useBackend(options.backend);
  const opened = await openDetector(file, options);
  if (takesData) sayBackend(backend, options.backend);
  const { detector, artifact, dispose } = opened;
  try {
    if (rules.pixels && !isMapDetector(detector))
      throw await noMaps(detector.method, '--pixel-threshold');
    await checkWritable(output);
    const { thresholds, images } = await chooseThresholds(rules, opened, { data, options });
    const { calibration: old, pixelCalibration: oldPixels } = artifact;
    const calibration = thresholds.image ?? old;
    const pixelCalibration = thresholds.pixel ?? oldPixels;
    const bytes = pack(detector, {
      ...opened.origin,
      input: artifact.input,
      calibration,
      pixelCalibration,
      versions: artifact.versions,
    });
    options.signal.throwIfAborted();
    await writeFileAtomic(output, bytes);
    show(
      {
        file: output,
        images,
        old: old ?? null,
        threshold: calibration ?? null,
        oldPixel: oldPixels ?? null,
        pixelThreshold: pixelCalibration ?? null,
      },
      thresholds,
      options,
    );
  } finally {
    dispose();
  }
}

function parseRules({ threshold, pixelThreshold }: CalibrateOptions): Rules {
  if (threshold === undefined && pixelThreshold === undefined) {
    throw new OneClassError(
      'invalid-argument',
      'What shall be calibrated? Give --threshold RULE, --pixel-threshold RULE, or both, as ' +
        'in --threshold fpr=0.05.',
      { argument: '--threshold' },
    );
  }
  return {
    rule: threshold === undefined ? undefined : parseThresholdRule(threshold),
    pixels: pixelThreshold === undefined ? undefined : parsePixelRule(pixelThreshold),
  };
}

function checkData(
  takesData: boolean,
  data: string | undefined,
  { threshold, pixelThreshold }: CalibrateOptions,
): void {
  const given = [
    threshold !== undefined && `--threshold ${threshold}`,
    pixelThreshold !== undefined && `--pixel-threshold ${pixelThreshold}`,
  ]
    .filter(Boolean)
    .join(' ');
  const wrong = (message: string): OneClassError =>
    new OneClassError('invalid-argument', message, { argument: 'data', received: data });
  if (!takesData && data !== undefined)
    throw wrong(
      `${given} is a fixed number, which takes no data: leave "${data}" out, or give a rule ` +
        'such as fpr=0.05.',
    );
  if (takesData && data === undefined)
    throw wrong(`${given} takes data to calibrate on: oneclass calibrate FILE DATA ${given}.`);
}

interface Choice {
  readonly data: string | undefined;
  readonly options: CalibrateOptions;
}

interface Chosen {
  readonly thresholds: Thresholds;
  /** That they rest on. */
  readonly images: number;
}

async function chooseThresholds(
  { rule, pixels }: Rules,
  { detector, input }: OpenDetector,
  { data, options }: Choice,
): Promise<Chosen> {
  const numbers: Thresholds = {
    ...(rule?.by === 'value' && { image: thresholdOfValue(rule) }),
    ...(pixels?.by === 'value' && { pixel: thresholdOfValue(pixels) }),
  };
  if (data === undefined) return { thresholds: numbers, images: 0 };
  const progress = createProgress(process.stderr);
  const run = { signal: options.signal, onProgress: progress.onProgress };
  const pixelRate = pixels?.by === 'fpr' ? pixels : undefined;
  try {
    if (rule && isLabeledRule(rule)) {
      const labeled = await read(options, (from) => labeledImages(data, input, from));
      const scores = await detector.score(labeled.samples, run);
      const image = thresholdOfLabeled(rule, labeled.labels, scores);
      const found = await calibrateOnNormal(
        detector,
        subset(labeled.samples, normalPositions(labeled.labels)),
        { ...run, pixels: pixelRate },
      );
      return { thresholds: { ...numbers, ...found, image }, images: labeled.samples.size };
    }
    const normal: Dataset = await read(options, (from) => unseenNormalImages(data, input, from));
    const normalRule = rule?.by === 'value' ? undefined : rule;
    const found = await calibrateOnNormal(detector, normal, {
      ...run,
      rule: normalRule,
      pixels: pixelRate ?? (pixels ? undefined : DEFAULT_PIXEL_RATE),
    });
    return { thresholds: { ...numbers, ...found }, images: normal.size };
  } finally {
    progress.stop();
  }
}

/** Reads data, and shows how far it is. */
async function read<T>(
  { dataDir, signal }: CalibrateOptions,
  load: (from: Parameters<typeof unseenNormalImages>[2]) => Promise<T>,
): Promise<T> {
  const reading = readProgress();
  return load({
    dataDir,
    signal,
    onRead: reading.onRead,
  }).finally(reading.stop);
}

interface Calibrated {
  readonly file: string;
  readonly images: number;
  readonly old: Threshold | null;
  readonly threshold: Threshold | null;
  readonly oldPixel: Threshold | null;
  readonly pixelThreshold: Threshold | null;
}

function show(calibrated: Calibrated, found: Thresholds, { json }: CalibrateOptions): void {
  if (json === true) {
    printJson(calibrated);
    return;
  }
  const { file, images, old, oldPixel } = calibrated;
  const say = (threshold: Threshold | null): string =>
    threshold ? `${formatScore(threshold.value)} (${threshold.rule})` : 'none';
  printPairs([
    ['detector', file],
    ...(images > 0 ? [['calibrated on', `${formatCount(images)} images`] as const] : []),
    ...(found.image
      ? [['old threshold', say(old)] as const, ['new threshold', say(found.image)] as const]
      : []),
    ...(found.pixel
      ? [
          ['old pixel threshold', say(oldPixel)] as const,
          ['new pixel threshold', say(found.pixel)] as const,
        ]
      : []),
  ]);
  for (const threshold of [found.image, found.pixel])
    if (threshold && threshold.promise !== '') print(threshold.promise);
}
