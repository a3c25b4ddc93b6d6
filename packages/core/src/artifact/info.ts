import { z } from 'zod';
import { deepFreeze } from '../config.ts';
import type { MethodConfig } from '../contract/detector.ts';
import type { InputSpec, SampleShape } from '../contract/dataset.ts';
import type { FeatureIdentity } from '../contract/feature-extractor.ts';
import type { Threshold } from '../contract/threshold.ts';
import { OneClassError } from '../error.ts';

export const FORMAT = 1;

/** What an artifact says of its detector, besides the tensors. */
export interface ArtifactInfo {
  readonly format: typeof FORMAT;
  readonly method: string;
  /** npm name of the package that provides the method. */
  readonly package?: string;
  readonly config: MethodConfig;
  readonly sampleShape: SampleShape;
  /** How images were brought to the sample shape. */
  readonly input?: InputSpec;
  /** The pretrained features that the detector needs; their weights are not in the file. */
  readonly features?: FeatureIdentity;
  readonly calibration?: Threshold;
  /** Of pixels: what a score map has above it is the segmentation. */
  readonly pixelCalibration?: Threshold;
  /** Of what made it, by name: '@oneclass/core', 'node', the backend. */
  readonly versions: Readonly<Record<string, string>>;
}

const side = z.int().min(1);

/** A threshold as it is written: its value is called `threshold` there. */
const written = z.object({ threshold: z.number(), rule: z.string(), promise: z.string() });
const toWritten = (saved: Threshold | undefined): z.infer<typeof written> | undefined =>
  saved && { threshold: saved.value, rule: saved.rule, promise: saved.promise };
const fromWritten = ({ threshold, rule, promise }: z.infer<typeof written>): Threshold => ({
  value: threshold,
  rule,
  promise,
});

const schema = z
  .object({
    format: z.literal(FORMAT),
    method: z.string().min(1),
    package: z.string().min(1).optional(),
    config: z.looseObject({
      seed: z.int().min(0),
      score: z.record(z.string(), z.unknown()).optional(),
    }),
    sampleShape: z.tuple([side, side, side]),
    input: z
      .object({
        height: side,
        width: side,
        channels: z.literal([1, 3]),
        resize: z.enum(['bilinear', 'area']),
      })
      .optional(),
    features: z.object({ id: z.string().min(1), hash: z.string().min(1) }).optional(),
    calibration: written.optional(),
    pixelCalibration: written.optional(),
    versions: z.record(z.string(), z.string()),
  })
  .refine(
    ({ input, sampleShape: [height, width, channels] }) =>
      !input || (input.height === height && input.width === width && input.channels === channels),
    {
      path: ['input'],
      message: 'must have the sample shape',
    },
  );

/** The text of `__metadata__.oneclass`. */
export function stringifyInfo(info: ArtifactInfo): string {
  const content = {
    format: info.format,
    method: info.method,
    package: info.package,
    config: info.config,
    sampleShape: info.sampleShape,
    input: info.input,
    features: info.features,
    calibration: toWritten(info.calibration),
    pixelCalibration: toWritten(info.pixelCalibration),
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
 * @throws OneClassError `invalid-artifact` for text that no version wrote, or that a later one
 *   did
 */
export function parseInfo(text: string): ArtifactInfo {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new OneClassError(
      'invalid-artifact',
      'The description in this artifact is not valid JSON: the file is damaged.',
      { cause },
    );
  }
  checkFormat(content);
  const result = schema.safeParse(content);
  if (!result.success) {
    const issue = result.error.issues[0];
    const argument = issue?.path.join('.') ?? '';
    throw new OneClassError(
      'invalid-artifact',
      `The description in this artifact is not valid: \`${argument}\`: ${issue?.message}.`,
      {
        argument,
        cause: result.error,
      },
    );
  }
  const {
    package: packageName,
    input,
    features,
    calibration,
    pixelCalibration,
    ...info
  } = result.data;
  return deepFreeze({
    ...info,
    // As written: zod would put the keys it knows first, and packing again would give other bytes.
    config: (content as { config: MethodConfig }).config,
    ...(packageName !== undefined && { package: packageName }),
    ...(input && { input }),
    ...(features && { features }),
    ...(calibration && { calibration: fromWritten(calibration) }),
    ...(pixelCalibration && { pixelCalibration: fromWritten(pixelCalibration) }),
  });
}

function checkFormat(content: unknown): void {
  const format =
    typeof content === 'object' && content !== null && 'format' in content
      ? content.format
      : undefined;
  if (!Number.isSafeInteger(format) || (format as number) <= FORMAT) return;
  throw new OneClassError(
    'invalid-artifact',
    `This artifact has format ${String(format)}, written by a newer oneclass; this one reads ` +
      `up to ${FORMAT}. Update: npm i @oneclass/core@latest.`,
    { argument: 'format', expected: String(FORMAT), received: format },
  );
}
