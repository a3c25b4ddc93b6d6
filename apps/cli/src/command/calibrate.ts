import { isMapDetector, OneClassError, type Dataset } from '@oneclass/core';
import { digestsOf, readDigests, writeDigests } from '@oneclass/core/datasets';
import {
  calibrateOnLabeled,
  calibrateOnNormal,
  DEFAULT_PIXEL_RATE,
  isLabeledRule,
  thresholdOfValue,
  unseenImages,
  unseenLabeled,
  type CalibratedImages,
  type Inspector,
  type PixelRule,
  type ThresholdRule,
  type Thresholds,
  type UnlabeledRule,
} from '@oneclass/inspection';
import {
  checkWritable,
  labeledImages,
  saveInspector,
  unseenNormalImages,
  type DataOptions,
} from '@oneclass/inspection/node';
import { formatCount } from '@oneclass/report';
import { useBackend } from '@oneclass/runtime';
import { createProgress, say, sayBackend } from '@oneclass/terminal';
import type { CalibrateOptions } from '../command-line/calibrate.ts';
import { parseDecodeLimits } from '../option/number.ts';
import {
  parsePixelRule,
  parseThresholdRule,
  parseUncertainRule,
} from '../option/threshold-rule.ts';
import { printCalibration } from '../print/calibration.ts';
import { leaveUnreadable } from '../print/unreadable.ts';
import { whileReading } from '../print/while-reading.ts';
import { noMaps, openSaved } from '../saved-detector.ts';

type Options = CalibrateOptions & { readonly signal: AbortSignal };

/** What the options ask for; one of them at least. */
interface Rules {
  readonly rule: ThresholdRule | undefined;
  readonly uncertain: UnlabeledRule | undefined;
  readonly pixels: PixelRule | undefined;
}

/** `oneclass calibrate`: the same detector with new thresholds. */
export async function calibrate(
  file: string,
  data: string | undefined,
  options: Options,
): Promise<void> {
  const rules = parseRules(options);
  const takesData = [rules.rule, rules.uncertain, rules.pixels].some(
    (rule) => rule !== undefined && rule.by !== 'value',
  );
  checkData(takesData, data, options);
  const limits = parseDecodeLimits(options);
  const output = options.output ?? file;
  const backend = await useBackend(options.backend);
  const inspector = await openSaved(file, options);
  if (takesData) sayBackend(backend, options.backend);
  const { detector, thresholds: old } = inspector;
  try {
    if (rules.pixels && !isMapDetector(detector))
      throw await noMaps(detector.method, '--pixel-threshold');
    await checkWritable(output);
    const { onUnreadable, end } = leaveUnreadable(options);
    const { found, images } = await findThresholds(rules, inspector, {
      data,
      options: { ...options, ...limits, onUnreadable },
    });
    const calibrated = images && (await calibratedNow(inspector, { found, images }));
    const thresholds = {
      image: found.image ?? old.image,
      uncertain: found.uncertain ?? old.uncertain,
      calibration: found.calibration ?? old.calibration,
      pixel: found.pixel ?? old.pixel,
    };
    options.signal.throwIfAborted();
    await saveInspector(inspector.withThresholds(thresholds, calibrated), output);
    printCalibration({ file: output, images: images?.size ?? 0, old, found, thresholds }, options);
    end();
  } finally {
    inspector.dispose();
  }
}

function parseRules({ threshold, uncertainThreshold, pixelThreshold }: Options): Rules {
  if ([threshold, uncertainThreshold, pixelThreshold].every((rule) => rule === undefined)) {
    throw new OneClassError(
      'invalid-argument',
      'What shall be calibrated? Give --threshold RULE, --uncertain-threshold RULE or ' +
        '--pixel-threshold RULE, or several, as in --threshold fpr=0.05.',
      { argument: '--threshold' },
    );
  }
  return {
    rule: threshold === undefined ? undefined : parseThresholdRule(threshold),
    uncertain:
      uncertainThreshold === undefined ? undefined : parseUncertainRule(uncertainThreshold),
    pixels: pixelThreshold === undefined ? undefined : parsePixelRule(pixelThreshold),
  };
}

function checkData(
  takesData: boolean,
  data: string | undefined,
  { threshold, uncertainThreshold, pixelThreshold }: Options,
): void {
  const given = [
    threshold !== undefined && `--threshold ${threshold}`,
    uncertainThreshold !== undefined && `--uncertain-threshold ${uncertainThreshold}`,
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

interface Found {
  readonly found: Thresholds;
  /** That they rest on; undefined for numbers. */
  readonly images: Dataset | undefined;
}

interface Choice {
  readonly data: string | undefined;
  readonly options: Pick<DataOptions, 'dataDir' | 'maxPixels' | 'decodeBytes' | 'onUnreadable'> &
    Pick<Options, 'signal'>;
}

async function findThresholds(
  rules: Rules,
  inspector: Inspector,
  { data, options }: Choice,
): Promise<Found> {
  const { rule, uncertain, pixels } = rules;
  const numbers: Thresholds = {
    ...(rule?.by === 'value' && { image: thresholdOfValue(rule) }),
    ...(uncertain?.by === 'value' && { uncertain: thresholdOfValue(uncertain) }),
    ...(pixels?.by === 'value' && { pixel: thresholdOfValue(pixels) }),
  };
  if (data === undefined) return { found: numbers, images: undefined };
  const { found, images } = await findOnData(rules, inspector, { data, options });
  return {
    found: {
      image: found.image ?? numbers.image,
      uncertain: found.uncertain ?? numbers.uncertain,
      calibration: found.calibration,
      pixel: found.pixel ?? numbers.pixel,
    },
    images,
  };
}

async function findOnData(
  { rule, uncertain: uncertainRule, pixels }: Rules,
  inspector: Inspector,
  { data, options }: Choice & { readonly data: string },
): Promise<Found> {
  const { detector, input } = inspector;
  const { stop, onProgress } = createProgress(process.stderr);
  const { dataDir, maxPixels, decodeBytes, signal, onUnreadable } = options;
  const read = { dataDir, maxPixels, decodeBytes, signal, onUnreadable, say };
  const rate = pixels?.by === 'fpr' ? pixels : undefined;
  const uncertain = uncertainRule?.by === 'value' ? undefined : uncertainRule;
  try {
    if (rule && isLabeledRule(rule)) {
      const given = await whileReading((onRead) =>
        labeledImages(data, input, { ...read, onProgress: onRead }),
      );
      const { labeled, leftOut } = await unseenLabeled(inspector, given);
      sayLeftOut(leftOut, inspector);
      const run = { rule, uncertain, pixels: rate, ignore: input.ignore, signal, onProgress };
      const found = await calibrateOnLabeled(detector, labeled, run);
      return { found, images: labeled.samples };
    }
    const given = await whileReading((onRead) =>
      unseenNormalImages(data, input, { ...read, onProgress: onRead }),
    );
    const { images: normal, leftOut } = await unseenImages(inspector, given);
    sayLeftOut(leftOut, inspector);
    const found = await calibrateOnNormal(detector, normal, {
      rule: rule?.by === 'value' ? undefined : rule,
      uncertain,
      pixels: rate ?? (pixels ? undefined : DEFAULT_PIXEL_RATE),
      ...{ ignore: input.ignore, signal, onProgress },
    });
    return { found, images: normal };
  } finally {
    stop();
  }
}

function sayLeftOut(leftOut: number, { seen }: Inspector): void {
  if (seen.fitted === undefined) {
    say(
      'The file does not say which images the detector was fitted on: the thresholds hold only ' +
        'if these are others.',
    );
  } else if (leftOut > 0) say(`Left out: ${formatCount(leftOut)} images that it was fitted on.`);
}

interface Calibrated {
  readonly found: Thresholds;
  readonly images: Dataset;
}

/** The images that its thresholds rest on now: a threshold that stays keeps its own. */
async function calibratedNow(
  { thresholds: old, seen }: Inspector,
  { found, images }: Calibrated,
): Promise<CalibratedImages> {
  const now = await digestsOf(images);
  const stays = (['image', 'uncertain'] as const).some(
    (which) => old[which] !== undefined && !found[which],
  );
  const kept = stays && seen.calibrated !== undefined ? readDigests(seen.calibrated) : [];
  const calibrated =
    found.image || found.uncertain ? writeDigests([...kept, ...now]) : seen.calibrated;
  const before = seen.pixelCalibrated ?? seen.calibrated;
  const pixelCalibrated = found.pixel ? writeDigests(now) : before;
  // One list is enough for both, as most files have it.
  return pixelCalibrated === calibrated
    ? { calibrated }
    : { calibrated: calibrated ?? '', pixelCalibrated };
}
