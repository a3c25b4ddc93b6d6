/** @file Methods on pretrained features, each with the extractors that the tables set it on. */
import type { InputSpec } from '@oneclass/core';
import { dfr } from '@oneclass/dfr';
import { efficientNetLite0Provider } from '@oneclass/efficientnet-features/node';
import { padim } from '@oneclass/padim';
import { patchcore } from '@oneclass/patchcore';
import { vgg19Provider } from '@oneclass/vgg-features/node';
import type { FigureName } from '../table/figure.ts';
import type { Cell, CellFeatures } from '../table/table.ts';

/** How photographs are brought to a method, whatever their size. */
const PHOTO: Omit<InputSpec, 'resize'> = { height: 224, width: 224, channels: 3 };
/** As the command line does; but for DFR as its results have been computed. */
export const photoInput = (method: MethodName): InputSpec => ({
  ...PHOTO,
  resize: method === 'dfr' ? 'bilinear' : 'area',
});

export type MethodName = 'padim' | 'patchcore' | 'dfr';
export type ExtractorName = 'efficientnet-lite0' | 'vgg19';
export type OnFeatures = Pick<Cell, 'method' | 'package' | 'features'>;

/** A method on an extractor; what its config leaves out are the method's defaults. */
export interface TableDetector {
  readonly method: MethodName;
  readonly extractor: ExtractorName;
  readonly on: OnFeatures;
}

/** Of a table that compares configs too. */
export interface TableVariant extends TableDetector {
  /** In the ids of its cells; names of files of results, which stay as they are. */
  readonly id: string;
  readonly variant: string;
  readonly config: object;
}

/**
 * As far as the third block: the fourth's maps are 28 × 28 and wider than all of these together.
 */
export const DFR_LAYERS = ['relu1_1', 'relu2_1', 'relu3_1', 'relu3_3'];

const efficientNet: CellFeatures = {
  provider: efficientNetLite0Provider,
  settings: { layers: ['s3', 's5'] },
  package: '@oneclass/efficientnet-features',
};
const vgg = (layers: readonly string[]): CellFeatures => ({
  provider: vgg19Provider,
  settings: { layers },
  package: '@oneclass/vgg-features',
});

const METHODS = {
  padim: { method: padim, package: '@oneclass/padim', layers: ['relu2_2', 'relu3_4'] },
  patchcore: { method: patchcore, package: '@oneclass/patchcore', layers: ['relu2_2', 'relu3_4'] },
  dfr: { method: dfr, package: '@oneclass/dfr', layers: DFR_LAYERS },
} as const;

export function detectorOf(name: MethodName, extractor: ExtractorName): TableDetector {
  const { method, package: from, layers } = METHODS[name];
  const features = extractor === 'vgg19' ? vgg(layers) : efficientNet;
  return { method: name, extractor, on: { method, package: from, features } };
}

/** Without any training, the quicker extractor first. */
export const placeDetectors: readonly TableDetector[] = (['padim', 'patchcore'] as const).flatMap(
  (method) => [detectorOf(method, 'efficientnet-lite0'), detectorOf(method, 'vgg19')],
);

export const detectors: readonly TableDetector[] = [
  ...placeDetectors,
  detectorOf('dfr', 'efficientnet-lite0'),
  detectorOf('dfr', 'vgg19'),
];

const SCORES = { 'top-1%': {}, max: { score: { image: 'max' } } };

export const variantOf = (
  detector: TableDetector,
  variant: string,
  config: object,
): TableVariant => ({
  ...detector,
  id: `${detector.method}-${detector.extractor}-${variant}`,
  variant,
  config,
});

/** Two image scores of each; the first is the default. */
export const placeVariants: readonly TableVariant[] = placeDetectors.flatMap((detector) =>
  Object.entries(SCORES).map(([variant, config]) => variantOf(detector, variant, config)),
);

/** Where a cell of it stands. */
export const placeOfVariant = ({
  method,
  extractor,
  variant,
}: TableVariant): { readonly row: string; readonly axes: Readonly<Record<string, string>> } => ({
  row: `${method}, ${extractor}, ${variant}`,
  axes: { method, extractor, variant, detector: `${method} ${extractor} ${variant}` },
});

/** What a detector finds, then what it costs. */
export const detectorFigures: readonly FigureName[] = [
  'testAuroc',
  'testPixelAuroc',
  'testAupro',
  'testPixelAveragePrecision',
  'testAveragePrecision',
  'fitSeconds',
  'imageMilliseconds',
  'artifactMegabytes',
  'fitPeakMegabytes',
];

export const PLACES_PROTOCOL =
  'PaDiM and PatchCore are as their packages have them by default (100 channels; a bank of ' +
  '3,000 patches), on EfficientNet-Lite0’s s3 and s5 (152 channels) or VGG-19’s relu2_2 and ' +
  'relu3_4 (384 channels, reflection padding), with a place for each 8 pixels of images of ' +
  '224×224. Images are made smaller by averaging, as the command line does it, for DFR by ' +
  'bilinear interpolation. The image’s score is the mean of the largest 1 % of its places, ' +
  'where no other is named.';

export const COSTS_PROTOCOL =
  'The fit’s time has its images read already, the extractor included. One image: scored alone, ' +
  'with its map, after loading; the median of nine. Peak memory is of a process with this one ' +
  'cell (--workers), the test images included, until the fit ended; a dash where none was ' +
  'measured.';
