/** @file What the tables of DFR have in common. */
import type { InputSpec } from '@oneclass/core';
import { dfr, type DfrConfig, type DfrScoreConfig } from '@oneclass/dfr';
import { efficientNetLite0Provider } from '@oneclass/efficientnet-features/node';
import { vgg19Provider } from '@oneclass/vgg-features/node';
import type { FigureName } from '../table/figure.ts';
import type { Cell, Size } from '../table/table.ts';

/**
 * As far as the third block: the fourth's maps are 28 × 28 and wider than all of these together.
 */
export const DFR_LAYERS = ['relu1_1', 'relu2_1', 'relu3_1', 'relu3_3'];

/** Of photographs, whatever their size. */
export const DFR_INPUT: InputSpec = { height: 224, width: 224, channels: 3, resize: 'bilinear' };

export const dfrEpochs = (size: Size): number => (size === 'full' ? 10 : 1);

/** A sentence of the protocol. */
export const epochsSentence = (size: Size): string =>
  `Images at ${String(DFR_INPUT.height)}×${String(DFR_INPUT.width)}; epochs: ` +
  `${String(dfrEpochs(size))}.`;

export const dfrFigures: readonly FigureName[] = [
  'testAuroc',
  'testPixelAuroc',
  'testAupro',
  'testPixelAveragePrecision',
  'testAveragePrecision',
  'lossFirst',
  'lossLast',
];

export const DFR_PROTOCOL =
  `Features of ImageNet VGG-19 (${DFR_LAYERS.join(', ')}: 704 channels), reflection padding; ` +
  'the mean over places of 4×4 pixels; autoencoder of 1×1 convolutions, its code as wide as ' +
  'the principal components that hold 90 % of the variance; batches of 4 images, Adam 0.001. ' +
  'The tutorial has relu4_1 besides, the paper twelve or all sixteen layers, 256×256 pixels ' +
  'and 700 epochs.';

/** How features are standardised and how a map becomes an image's score. */
export interface Variant {
  readonly name: string;
  readonly config: Pick<DfrConfig, 'standardize'> & { readonly score: Partial<DfrScoreConfig> };
}

const SCORES: Readonly<Record<string, Partial<DfrScoreConfig>>> = {
  max: { image: 'max' },
  mean: { image: 'mean' },
  'top-0.1%': { image: 'top-k', topShare: 0.001 },
  'top-1%': { image: 'top-k', topShare: 0.01 },
};

/** Three ways to standardise × four image scores. */
export const variants: readonly Variant[] = (['global', 'channel', 'shrunk'] as const).flatMap(
  (standardize) =>
    Object.entries(SCORES).map(([name, score]): Variant => ({
      name: `${standardize}-${name}`,
      config: { standardize, score },
    })),
);

export const VARIANTS_PROTOCOL =
  'Columns or rows `global-…`: all features are divided by one number; `channel-…`: each ' +
  'channel is brought to mean 0 and deviation 1; `shrunk-…`: so it is by variances that are ' +
  'shrunk by a hundredth towards the channels’ mean one. The rest of the name is the image’s ' +
  'score: the score map’s largest value, its mean, or the mean of its largest 0.1 % or 1 %. ' +
  'The four of one kind have one fit, and the same score maps.';

export const ofDfr: Pick<Cell, 'method' | 'package' | 'features'> = {
  method: dfr,
  package: '@oneclass/dfr',
  features: {
    provider: vgg19Provider,
    settings: { layers: DFR_LAYERS },
    package: '@oneclass/vgg-features',
  },
};

/** DFR's defaults on a small network, beside VGG-19. */
export const ofDfrOnEfficientNet: Pick<Cell, 'method' | 'package' | 'features'> = {
  method: dfr,
  package: '@oneclass/dfr',
  features: {
    provider: efficientNetLite0Provider,
    settings: { layers: ['s3', 's5'] },
    package: '@oneclass/efficientnet-features',
  },
};

/** As one of the {@link variants}: their standardising is dfr's default. */
export const efficientNetVariants: readonly Variant[] = (['max', 'top-1%'] as const).map(
  (score) => ({
    name: `efficientnet-${score}`,
    config: { standardize: 'shrunk', score: SCORES[score] as Partial<DfrScoreConfig> },
  }),
);

export const EFFICIENTNET_PROTOCOL =
  'Where `efficientnet` is said, the features are those of EfficientNet-Lite0 (ends of stages s3 ' +
  'and s5: 152 channels) in place of VGG-19’s, the rest is as for `shrunk`.';

/** Every variant with the features that it is on. */
export const featuredVariants = [
  ...variants.map((variant) => ({ ...variant, on: ofDfr })),
  ...efficientNetVariants.map((variant) => ({ ...variant, on: ofDfrOnEfficientNet })),
];
