import type { ArtifactInfo, IgnoredArea, PackageId } from '@oneclass/core';
import { readDigests } from '@oneclass/core/datasets';
import { readDetectorFile } from '@oneclass/inspection/node';
import { formatCount, formatPercent, formatScore } from '@oneclass/report';
import { print, printJson, printPairs } from '@oneclass/terminal';
import { thresholdPair } from '../print/fit-report.ts';
import { printTable } from '../print/print-table.ts';

/** `oneclass inspect` */
export async function inspect(
  file: string,
  { json }: { readonly json?: boolean | undefined },
): Promise<void> {
  const { artifact, state, bytes } = await readDetectorFile(file);
  const tensors = Object.entries(state.tensors).map(([name, { shape, data }]) => ({
    name,
    shape,
    values: data.length,
  }));
  if (json === true) {
    const calibrationScores = artifact.calibrationScores?.count ?? null;
    printJson({ ...artifact, calibrationScores, seen: seenOf(artifact), bytes, tensors });
    return;
  }
  const weights = tensors.reduce((sum, { values }) => sum + values, 0);
  printPairs(pairsOf(artifact, { bytes, weights }));
  print('');
  printTable(
    ['tensor', 'shape'],
    tensors.map(({ name, shape }) => [name, `[${shape.join(', ')}]`]),
  );
}

const nameOf = (from: PackageId | undefined): string =>
  from === undefined ? '' : ` (${[from.name, from.version].filter(Boolean).join(' ')})`;

interface FileSize {
  readonly bytes: number;
  readonly weights: number;
}

const countOf = (images: number | null): string =>
  images === null ? 'not said' : `${formatCount(images)} images`;

/** How many images, different ones, the file says that it has seen. */
function seenOf({
  seen = {},
}: ArtifactInfo): Record<'fitted' | 'calibrated' | 'pixelCalibrated', number | null> {
  const countIn = (digests: string | undefined): number | null =>
    digests === undefined ? null : readDigests(digests).size;
  return {
    fitted: countIn(seen.fitted),
    calibrated: countIn(seen.calibrated),
    pixelCalibrated: countIn(seen.pixelCalibrated ?? seen.calibrated),
  };
}

/** '12 % of the image, drawn on 640 × 480' */
function ignoredText({ width, height, runs }: IgnoredArea): string {
  const ignored = runs.reduce((sum, pixels, i) => sum + (i % 2 === 1 ? pixels : 0), 0);
  const share = formatPercent(ignored / (width * height));
  return `${share} % of the image, drawn on ${String(width)} × ${String(height)}`;
}

/** What a file says, for people. */
function pairsOf(
  artifact: ArtifactInfo,
  { bytes, weights }: FileSize,
): (readonly [name: string, value: string])[] {
  const {
    method,
    sampleShape,
    input,
    features,
    facts = {},
    calibration,
    pixelCalibration,
  } = artifact;
  const { versions, config } = artifact;
  return [
    ['method', `${method}${nameOf(artifact.package)}`],
    ['images', `${sampleShape.join('×')}${input ? `, resized by ${input.resize}` : ''}`],
    ...(input?.range
      ? [
          [
            '16-bit values',
            `${String(input.range.minimum)} to ${String(input.range.maximum)} become 0 to 1`,
          ] as const,
        ]
      : []),
    ...(input?.ignore ? [['ignored', ignoredText(input.ignore)] as const] : []),
    ...(features
      ? [
          [
            'features',
            `${features.id} (${features.hash})${nameOf(artifact.featuresPackage)}`,
          ] as const,
        ]
      : []),
    ...Object.entries(facts).map(([key, value]) => [`facts.${key}`, String(value)] as const),
    ['threshold', calibration ? `${formatScore(calibration.value)} (${calibration.rule})` : 'none'],
    ...thresholdPair('uncertain above', artifact.uncertainCalibration),
    ...thresholdPair('pixel threshold', pixelCalibration),
    ['fitted on', countOf(seenOf(artifact).fitted)],
    [
      'versions',
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
    ['size', `${formatCount(bytes)} bytes, ` + `${formatCount(weights)} weights`],
    ...Object.entries(config).map(
      ([key, value]) => [`config.${key}`, JSON.stringify(value)] as const,
    ),
  ];
}
