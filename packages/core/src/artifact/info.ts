import { z } from 'zod';
import { deepFreeze } from '../config.ts';
import type { MethodConfig } from '../contract/detector.ts';
import type { IgnoredArea, InputSpec, SampleShape } from '../contract/dataset.ts';
import type { FeatureIdentity } from '../contract/feature-extractor.ts';
import type { Threshold } from '../contract/threshold.ts';
import { checkIgnored } from '../datasets/pixels/ignored-area.ts';
import { OneClassError } from '../error.ts';
import { readCalibration, type SavedScores } from '../thresholds/calibration-scores.ts';

/** Of the files that are written; format 1, which named a package without its version, is read. */
export const FORMAT = 2;

/** An npm package. */
export interface PackageId {
  readonly name: string;
  /** Undefined in files that do not say it. */
  readonly version?: string | undefined;
}

/**
 * Digests of images, as `writeDigests` of `@oneclass/core/datasets` writes them; unknown where
 * absent.
 */
export interface SeenImages {
  /** That the detector was fitted on. */
  readonly fitted?: string | undefined;
  /** That its threshold of images was found on. */
  readonly calibrated?: string | undefined;
  /** That its threshold of pixels was found on; those of `calibrated` where absent. */
  readonly pixelCalibrated?: string | undefined;
}

/** What an artifact says of its detector, besides the tensors. */
export interface ArtifactInfo {
  /** Of the file that it was read from. */
  readonly format: number;
  readonly method: string;
  /** The package that provides the method. */
  readonly package?: PackageId | undefined;
  readonly config: MethodConfig;
  readonly sampleShape: SampleShape;
  /** How images were brought to the sample shape. */
  readonly input?: InputSpec | undefined;
  /** The pretrained features that the detector needs; their weights are not in the file. */
  readonly features?: FeatureIdentity | undefined;
  /** The package that provides the features. */
  readonly featuresPackage?: PackageId | undefined;
  /** As in `DetectorState`. */
  readonly facts?: Readonly<Record<string, number>> | undefined;
  readonly calibration?: Threshold | undefined;
  /** Above it, and not above `calibration`, an image is uncertain. */
  readonly uncertainCalibration?: Threshold | undefined;
  /** Of the normal images that the thresholds rest on. */
  readonly calibrationScores?: SavedScores | undefined;
  /** Of pixels: what a score map has above it is the segmentation. */
  readonly pixelCalibration?: Threshold | undefined;
  /** Images that it has seen, and that it can't be measured on any more. */
  readonly seen?: SeenImages | undefined;
  /** Of what made it, by name: '@oneclass/core', 'node', the backend. */
  readonly versions: Readonly<Record<string, string>>;
}

const side = z.int().min(1);
const text = z.string().min(1);
/** Of a 16-bit image. */
const level = z.int().min(0).max(0xffff);

/** A threshold as it is written: its value is called `threshold` there. */
const written = z.strictObject({ threshold: z.number(), rule: z.string(), promise: z.string() });

const toWritten = (saved: Threshold | undefined): z.infer<typeof written> | undefined =>
  saved && { threshold: saved.value, rule: saved.rule, promise: saved.promise };
const fromWritten = ({ threshold, rule, promise }: z.infer<typeof written>): Threshold => ({
  value: threshold,
  rule,
  promise,
});

const input = z.strictObject({
  height: side,
  width: side,
  channels: z.literal([1, 3]),
  resize: z.enum(['bilinear', 'area']),
  range: z
    .strictObject({ minimum: level, maximum: level })
    .refine(({ minimum, maximum }) => minimum <= maximum, 'the minimum is above the maximum')
    .optional(),
  ignore: z
    .strictObject({ width: side, height: side, runs: z.array(z.int().min(0)), fill: level })
    .refine(isArea, 'no area of the images')
    .optional(),
});

function isArea(area: IgnoredArea): boolean {
  try {
    checkIgnored(area);
    return true;
  } catch {
    return false;
  }
}

/** 8 bytes each, in base64. */
const digests = z.base64();

const packageId = z.strictObject({ name: text, version: text.optional() });

/** What both formats say. */
const common = {
  method: text,
  config: z.looseObject({
    seed: z.int().min(0),
    score: z.record(z.string(), z.unknown()).optional(),
  }),
  sampleShape: z.tuple([side, side, side]),
  input: input.optional(),
  features: z.strictObject({ id: text, hash: text }).optional(),
  calibration: written.optional(),
  pixelCalibration: written.optional(),
  versions: z.record(z.string(), z.string()),
};

const schemas = {
  1: z.strictObject({
    ...common,
    format: z.literal(1),
    package: text.transform((name): PackageId => ({ name })).optional(),
  }),
  2: z.strictObject({
    ...common,
    format: z.literal(FORMAT),
    package: packageId.optional(),
    featuresPackage: packageId.optional(),
    facts: z.record(z.string(), z.number()).optional(),
    uncertainCalibration: written.optional(),
    calibrationScores: z.strictObject({ count: side, scores: z.base64() }).optional(),
    seen: z
      .strictObject({
        fitted: digests.optional(),
        calibrated: digests.optional(),
        pixelCalibrated: digests.optional(),
      })
      .optional(),
  }),
};

const toPackage = (from: PackageId | undefined): PackageId | undefined =>
  from && { name: from.name, version: from.version };

/** The text of `__metadata__.oneclass`. */
export function stringifyInfo(info: Omit<ArtifactInfo, 'format'>): string {
  const content = {
    format: FORMAT,
    method: info.method,
    package: toPackage(info.package),
    config: info.config,
    sampleShape: info.sampleShape,
    input: info.input,
    features: info.features,
    featuresPackage: toPackage(info.featuresPackage),
    facts: info.facts,
    calibration: toWritten(info.calibration),
    uncertainCalibration: toWritten(info.uncertainCalibration),
    calibrationScores: info.calibrationScores,
    pixelCalibration: toWritten(info.pixelCalibration),
    seen: info.seen,
    versions: Object.fromEntries(
      Object.entries(info.versions).sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  };
  return JSON.stringify(content, (key, value: unknown) => {
    if (typeof value !== 'number' || Number.isFinite(value)) return value;
    throw new OneClassError(
      'invalid-argument',
      `\`${key}\` of this detector is ${value}, which JSON cannot hold. Expected a finite number.`,
      {
        argument: key,
        expected: 'a finite number',
        received: value,
      },
    );
  });
}

/**
 * @throws OneClassError `invalid-artifact` for text that no version wrote, that a later one did, or
 *   that says what this version does not know: it might change scores
 */
export function parseInfo(text: string): ArtifactInfo {
  const content = parseJson(text);
  checkDepth(content);
  const result = schemas[formatOf(content)].safeParse(content);
  if (!result.success) throw invalidInfo(result.error);
  checkInput(result.data);
  // Format 1 has less.
  const data: z.infer<(typeof schemas)[2]> = { ...result.data, format: FORMAT };
  const { calibration, uncertainCalibration, pixelCalibration, ...info } = data;
  if (info.calibrationScores) readCalibration(info.calibrationScores);
  if (uncertainCalibration) checkBand(uncertainCalibration.threshold, calibration?.threshold);
  return deepFreeze({
    ...info,
    format: result.data.format,
    // As written: zod would put the keys it knows first, and packing again would give other bytes.
    config: (content as { config: MethodConfig }).config,
    ...(calibration && { calibration: fromWritten(calibration) }),
    ...(uncertainCalibration && { uncertainCalibration: fromWritten(uncertainCalibration) }),
    ...(pixelCalibration && { pixelCalibration: fromWritten(pixelCalibration) }),
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OneClassError(
      'invalid-artifact',
      'The description in this artifact is not valid JSON: the file is damaged.',
      { cause },
    );
  }
}

/** Deeper than any config; what looks at values deeper down might run out of stack. */
const DEEPEST = 100;

function checkDepth(content: unknown): void {
  let level: unknown[] = [content];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) {
      throw new OneClassError(
        'invalid-artifact',
        `The description in this artifact has more than ${String(DEEPEST)} levels: the file is ` +
          'damaged, or no program of oneclass wrote it.',
        { expected: `at most ${String(DEEPEST)} levels` },
      );
    }
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? (Object.values(value) as unknown[]) : [],
    );
  }
}

function formatOf(content: unknown): keyof typeof schemas {
  const format =
    typeof content === 'object' && content !== null && 'format' in content
      ? content.format
      : undefined;
  if (format === 1) return 1;
  if (!Number.isSafeInteger(format) || (format as number) <= FORMAT) return FORMAT;
  throw new OneClassError(
    'invalid-artifact',
    `This artifact has format ${String(format)}, written by a newer oneclass; this one reads ` +
      `up to ${String(FORMAT)}. Update: npm i @oneclass/core@latest.`,
    { argument: 'format', expected: String(FORMAT), received: format },
  );
}

function invalidInfo(error: z.ZodError): OneClassError {
  const issue = error.issues[0] as z.core.$ZodIssue;
  const path = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') {
    return new OneClassError(
      'invalid-artifact',
      `The description in this artifact is not valid: \`${path}\`: ${issue.message}.`,
      { argument: path, cause: error },
    );
  }
  const key = [...issue.path, issue.keys[0]].join('.');
  return new OneClassError(
    'invalid-artifact',
    `The description in this artifact says \`${key}\`, which this version does not know; scores ` +
      'might depend on it. Update: npm i @oneclass/core@latest. Or the file is damaged.',
    { argument: key, received: key, cause: error },
  );
}

function checkInput({ input, sampleShape }: Pick<ArtifactInfo, 'input' | 'sampleShape'>): void {
  const { height, width, channels } = input ?? {};
  if (!input || [height, width, channels].join() === sampleShape.join()) return;
  throw new OneClassError(
    'invalid-artifact',
    'The description in this artifact is not valid: `input`: must have the sample shape.',
    { argument: 'input', expected: sampleShape.join('×'), received: input },
  );
}

function checkBand(uncertain: number, threshold: number | undefined): void {
  if (threshold !== undefined && uncertain <= threshold) return;
  throw new OneClassError(
    'invalid-artifact',
    'The description in this artifact is not valid: `uncertainCalibration`: must have a ' +
      '`calibration` that is no lower.',
    {
      argument: 'uncertainCalibration',
      expected: `at most ${String(threshold)}`,
      received: uncertain,
    },
  );
}
