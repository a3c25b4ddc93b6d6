/**
 * @file What `fit` does for its thresholds: which images it sets aside, and what it finds from
 *   them.
 */
import {
  isMapDetector,
  OneClassError,
  type AnyMethod,
  type Dataset,
  type Detector,
  type ProgressEvent,
} from '@oneclass/core';
import { holdOut } from '@oneclass/core/datasets';
import { fewestScores } from '@oneclass/core/thresholds';
import { formatCount } from '@oneclass/report';
import { say } from '@oneclass/terminal';
import { calibrateOnNormal, type Thresholds } from './calibration.ts';
import { givesMaps, noMaps } from './method.ts';
import { parseFraction } from './option.ts';
import {
  DEFAULT_PIXEL_RATE,
  parsePixelRule,
  parseUnlabeledRule,
  thresholdOfValue,
  type PixelRule,
  type UnlabeledRule,
} from './threshold-rule.ts';

export interface ThresholdOptions {
  readonly threshold?: string | undefined;
  readonly pixelThreshold?: string | undefined;
  readonly holdOut?: string | undefined;
}

export interface CalibrationPlan {
  readonly rule: UnlabeledRule | undefined;
  readonly pixels: PixelRule | undefined;
  /** Of the normal images, to hold out; undefined when no rule takes any. */
  readonly fraction: number | undefined;
  /** What takes them, for messages. */
  readonly flag: string;
}

/** @throws OneClassError `invalid-argument` */
export async function planCalibration(
  { threshold, pixelThreshold, holdOut: given }: ThresholdOptions,
  method: AnyMethod,
): Promise<CalibrationPlan> {
  const rule = threshold === undefined ? undefined : parseUnlabeledRule(threshold);
  const asked = pixelThreshold === undefined ? undefined : parsePixelRule(pixelThreshold);
  if (asked && !givesMaps(method)) throw await noMaps(method.name, '--pixel-threshold');
  const fraction = parseFraction('--hold-out', given ?? '0.1');
  const byImages = rule !== undefined && rule.by !== 'value';
  const holdsOut = byImages || asked?.by === 'fpr';
  if (given !== undefined && !holdsOut) {
    throw new OneClassError(
      'invalid-argument',
      '--hold-out sets images aside for a threshold: give --threshold fpr=0.05 too, or leave ' +
        'it out.',
      { argument: '--hold-out' },
    );
  }
  return {
    rule,
    pixels: asked ?? (holdsOut ? DEFAULT_PIXEL_RATE : undefined),
    fraction: holdsOut ? fraction : undefined,
    flag: byImages ? `--threshold ${threshold ?? ''}` : `--pixel-threshold ${pixelThreshold ?? ''}`,
  };
}

/** Normal images, below which none can be spared. */
const LEAST_IMAGES = 10;

export interface HeldOut {
  /** To fit on. */
  readonly rest: Dataset;
  readonly heldOut: Dataset | undefined;
}

/**
 * Before the long part, as more images are the only cure.
 * @throws OneClassError `invalid-data` where there are too few, or a rule could not keep its
 *   promise
 */
export function setAside(
  images: Dataset,
  { rule, fraction, flag }: CalibrationPlan,
  seed: number,
): HeldOut {
  if (fraction === undefined) return { rest: images, heldOut: undefined };
  if (images.size < LEAST_IMAGES) throw tooFewImages(images.size, flag);
  const { rest, heldOut } = holdOut(images, { fraction, seed });
  if (rule) checkHeldOut(rule, heldOut.size);
  return { rest, heldOut };
}

function tooFewImages(count: number, flag: string): OneClassError {
  const [name = ''] = flag.split(' ');
  return new OneClassError(
    'invalid-data',
    `${flag} holds normal images out of the fit, and here are ${formatCount(count)}: too few ` +
      `to spare any; expected ${String(LEAST_IMAGES)} or more. ` +
      `Give a number, as in ${name} 0.5; or fit without ${name} and calibrate on other normal ` +
      `images: oneclass calibrate FILE OTHERS ${flag}; or give more images.`,
    { argument: name, expected: `${String(LEAST_IMAGES)} images or more`, received: count },
  );
}

function checkHeldOut(rule: UnlabeledRule, heldOut: number): void {
  if (rule.by !== 'fpr' && rule.by !== 'conformal') return;
  const needed = fewestScores(rule.falsePositiveRate);
  if (heldOut >= needed) return;
  const few =
    `${rule.by}=${String(rule.falsePositiveRate)} takes ${formatCount(needed)} or more ` +
    `held-out images, here are ${formatCount(heldOut)}`;
  const instead = 'Give more images or a larger --hold-out.';
  if (rule.by === 'conformal')
    throw new OneClassError('invalid-data', `${few}. ${instead}`, {
      argument: '--threshold',
      expected: `${String(needed)} images`,
      received: heldOut,
    });
  say(`${few}: the rate will be higher. ${instead}`);
}

interface FitRun {
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
}

/** @param heldOut undefined when no rule takes any */
export async function calibrateFit(
  detector: Detector,
  { rule, pixels }: CalibrationPlan,
  { heldOut, ...run }: FitRun & { heldOut: Dataset | undefined },
): Promise<Thresholds> {
  const found: Thresholds = heldOut
    ? await calibrateOnNormal(detector, heldOut, {
        ...run,
        rule: rule?.by === 'value' ? undefined : rule,
        pixels: pixels?.by === 'fpr' ? pixels : undefined,
      })
    : {};
  const hasMaps = isMapDetector(detector);
  return {
    image: rule?.by === 'value' ? thresholdOfValue(rule) : found.image,
    pixel: pixels?.by === 'value' && hasMaps ? thresholdOfValue(pixels) : found.pixel,
  };
}
