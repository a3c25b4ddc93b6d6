/**
 * @file What a fit does for its thresholds: which images it sets aside, and what it finds from
 *   them.
 */
import {
  isMapDetector,
  OneClassError,
  type Dataset,
  type Detector,
  type IgnoredArea,
  type MethodDescription,
  type Watched,
} from '@oneclass/core';
import { holdOutPositions, subset } from '@oneclass/core/datasets';
import { fewestScores } from '@oneclass/core/thresholds';
import type { Thresholds } from '../threshold/thresholds.ts';
import { calibrateOnNormal } from '../threshold/calibrate.ts';
import {
  DEFAULT_PIXEL_RATE,
  rateRuleText,
  thresholdOfValue,
  type PixelRule,
  type UnlabeledRule,
} from '../threshold/rule.ts';

export interface ThresholdOptions {
  /** How the threshold of images is found; none when absent. */
  readonly threshold?: UnlabeledRule | undefined;
  /**
   * How the lower threshold is found above which an image that is not anomalous is uncertain; none
   * when absent.
   */
  readonly uncertainThreshold?: UnlabeledRule | undefined;
  /** Of pixels; fpr=0.05 when absent and images are held out, of methods with maps. */
  readonly pixelThreshold?: PixelRule | undefined;
  /** Share in (0, 1) of the normal images that a rule sets aside; 0.1 when absent. */
  readonly holdOut?: number | undefined;
  /**
   * Share in (0, 1) of the normal images that neither the fit nor the thresholds see, so that an
   * evaluation on the same folder has some; none when absent.
   */
  readonly evaluationShare?: number | undefined;
}

export interface CalibrationPlan {
  readonly rule: UnlabeledRule | undefined;
  readonly uncertain: UnlabeledRule | undefined;
  readonly pixels: PixelRule | undefined;
  /** Of the normal images, to hold out; undefined when no rule takes any. */
  readonly fraction: number | undefined;
  /** Of the normal images, to keep for an evaluation. */
  readonly evaluationShare: number | undefined;
}

/**
 * Before images are read.
 * @throws OneClassError `invalid-argument` for a pixel threshold of a method without maps, an
 *   uncertain threshold without the other, and a share to hold out where no rule takes it
 */
export function planCalibration(
  options: ThresholdOptions,
  method: Pick<MethodDescription, 'name' | 'outputs'>,
): CalibrationPlan {
  const { threshold: rule, uncertainThreshold: uncertain } = options;
  const { pixelThreshold, holdOut: share, evaluationShare } = options;
  if (uncertain) checkBandOf(rule, uncertain);
  if (pixelThreshold && !method.outputs.includes('map')) throw noMaps(method.name);
  checkShare('holdOut', share);
  checkShare('evaluationShare', evaluationShare);
  const takesImages = [rule, uncertain, pixelThreshold].some(
    (of) => of !== undefined && of.by !== 'value',
  );
  if (share !== undefined && !takesImages) {
    throw new OneClassError(
      'invalid-argument',
      'A share to hold out sets images aside for a threshold: give the rule of one too, such as ' +
        'fpr=0.05, or leave the share out.',
      { argument: 'holdOut', received: share },
    );
  }
  return {
    ...{ rule, uncertain },
    pixels: pixelThreshold ?? (takesImages ? DEFAULT_PIXEL_RATE : undefined),
    fraction: takesImages ? (share ?? 0.1) : undefined,
    evaluationShare,
  };
}

function checkShare(argument: string, share: number | undefined): void {
  if (share === undefined || (share > 0 && share < 1)) return;
  throw new OneClassError(
    'invalid-argument',
    `Invalid share of the images: expected a number between 0 and 1. Received: ${String(share)}.`,
    { argument, expected: 'between 0 and 1', received: share },
  );
}

/** What can be known of two rules before any score is there. */
function checkBandOf(rule: UnlabeledRule | undefined, uncertain: UnlabeledRule): void {
  if (!rule) throw noThreshold();
  const [upper, lower] = [heightOf(rule), heightOf(uncertain)];
  if (rule.by !== uncertain.by || lower <= upper) return;
  throw new OneClassError(
    'invalid-argument',
    'The uncertain threshold lies above the threshold, so that nothing would be uncertain. Give ' +
      'a lower one, as by a higher false positive rate.',
    { argument: 'uncertainThreshold' },
  );
}

/** Higher of a threshold that is higher, among rules of one kind. */
const heightOf = (rule: UnlabeledRule): number =>
  rule.by === 'value' ? rule.value : rule.by === 'k-sigma' ? rule.k : -rule.falsePositiveRate;

const noThreshold = (): OneClassError =>
  new OneClassError(
    'invalid-argument',
    'Uncertain is what lies above the uncertain threshold and not above the threshold: give a ' +
      'threshold too, such as fpr=0.01.',
    { argument: 'uncertainThreshold' },
  );

const noMaps = (method: string): OneClassError =>
  new OneClassError(
    'invalid-argument',
    `A pixel threshold needs score maps, and ${method} gives none: it says how anomalous an ` +
      'image is, not where. Leave the pixel threshold out, or fit a method with maps.',
    { argument: 'pixelThreshold', received: method },
  );

/** Normal images, below which none can be spared. */
const LEAST_IMAGES = 10;

interface Parts<Part> {
  /** To fit on. */
  readonly rest: Part;
  /** To find thresholds on. */
  readonly heldOut: Part | undefined;
}

export interface HeldOut extends Parts<Dataset> {
  /** Kept for an evaluation. */
  readonly kept: number;
}

/**
 * Before the long part, as more images are the only cure.
 * @param say a line where a rule can't keep its promise
 * @throws OneClassError `invalid-data` where there are too few
 */
export function setAside(
  images: Dataset,
  plan: CalibrationPlan,
  { seed, say }: { readonly seed: number; readonly say?: ((line: string) => void) | undefined },
): HeldOut {
  const { rest, heldOut } = positionsAside(images.size, plan, seed);
  const kept = images.size - rest.length - (heldOut?.length ?? 0);
  if (heldOut) {
    for (const [argument, rule] of [
      ['threshold', plan.rule],
      ['uncertainThreshold', plan.uncertain],
    ] as const)
      if (rule) checkHeldOut(rule, heldOut.length, { argument, say });
  }
  const part = (positions: Uint32Array): Dataset =>
    positions.length === images.size ? images : subset(images, positions);
  return { rest: part(rest), heldOut: heldOut && part(heldOut), kept };
}

/**
 * Which images a fit takes, and which its thresholds, before they are read.
 * @param size of the normal images
 * @throws OneClassError `invalid-data` where there are too few
 */
export function positionsAside(
  size: number,
  { fraction, evaluationShare }: CalibrationPlan,
  seed: number,
): Parts<Uint32Array> {
  const seen =
    evaluationShare === undefined
      ? Uint32Array.from({ length: size }, (_, i) => i)
      : holdOutPositions(size, { fraction: evaluationShare, seed }).rest;
  if (fraction === undefined) return { rest: seen, heldOut: undefined };
  if (seen.length < LEAST_IMAGES) throw tooFewImages(seen.length);
  const { rest, heldOut } = holdOutPositions(seen.length, { fraction, seed });
  const among = (positions: Uint32Array) => positions.map((i) => seen[i] as number);
  return { rest: among(rest), heldOut: among(heldOut) };
}

const tooFewImages = (count: number): OneClassError =>
  new OneClassError(
    'invalid-data',
    'A threshold by a rule holds normal images out of the fit, and here are ' +
      `${String(count)}: too few to spare any; expected ${String(LEAST_IMAGES)} or more. Give ` +
      'more images, or a number as the threshold, or fit without one and calibrate on other ' +
      'normal images.',
    { argument: 'threshold', expected: `${String(LEAST_IMAGES)} images or more`, received: count },
  );

interface AboutRule {
  readonly argument: string;
  readonly say: ((line: string) => void) | undefined;
}

function checkHeldOut(rule: UnlabeledRule, heldOut: number, { argument, say }: AboutRule): void {
  if (rule.by !== 'fpr' && rule.by !== 'conformal') return;
  const confidence = rule.by === 'fpr' ? rule.confidence : undefined;
  const needed = fewestScores(rule.falsePositiveRate, confidence);
  if (heldOut >= needed) return;
  const few =
    `${rateRuleText(rule)} takes ${String(needed)} or more held-out images, here are ` +
    String(heldOut);
  const instead = 'Give more images, or hold a larger share out.';
  if (rule.by === 'conformal' || confidence !== undefined)
    throw new OneClassError('invalid-data', `${few}. ${instead}`, {
      argument,
      expected: `${String(needed)} images`,
      received: heldOut,
    });
  say?.(`${few}: the rate will be higher. ${instead}`);
}

interface CalibrateFitOptions extends Watched {
  /** Undefined when no rule takes any. */
  readonly heldOut: Dataset | undefined;
  readonly ignore: IgnoredArea | undefined;
}

export async function calibrateFit(
  detector: Detector,
  { rule, uncertain, pixels }: CalibrationPlan,
  { heldOut, ignore, ...run }: CalibrateFitOptions,
): Promise<Thresholds> {
  const found: Thresholds = heldOut
    ? await calibrateOnNormal(detector, heldOut, {
        ...{ ...run, ignore },
        rule: rule?.by === 'value' ? undefined : rule,
        uncertain: uncertain?.by === 'value' ? undefined : uncertain,
        pixels: pixels?.by === 'fpr' ? pixels : undefined,
      })
    : {};
  const hasMaps = isMapDetector(detector);
  return {
    image: rule?.by === 'value' ? thresholdOfValue(rule) : found.image,
    uncertain: uncertain?.by === 'value' ? thresholdOfValue(uncertain) : found.uncertain,
    calibration: found.calibration,
    pixel: pixels?.by === 'value' && hasMaps ? thresholdOfValue(pixels) : found.pixel,
  };
}
