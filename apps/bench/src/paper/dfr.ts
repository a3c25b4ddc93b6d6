/** @file What the tables have of DFR. */
import type { DfrConfig, DfrScoreConfig } from '@oneclass/dfr';
import type { Size } from '../table/table.ts';
import { DFR_LAYERS, detectorOf, type TableVariant } from './detectors.ts';

export { DFR_LAYERS };

export const dfrEpochs = (size: Size): number => (size === 'full' ? 10 : 1);

export const DFR_PROTOCOL =
  `DFR has features of ImageNet VGG-19 (${DFR_LAYERS.join(', ')}: 704 channels), reflection ` +
  'padding; the mean over places of 4×4 pixels; autoencoder of 1×1 convolutions, its code as ' +
  'wide as the principal components that hold 90 % of the variance; batches of 4 images, Adam ' +
  '0.001. The tutorial has relu4_1 besides, the paper twelve or all sixteen layers, 256×256 ' +
  'pixels and 700 epochs. Where EfficientNet-Lite0 is said, its features are the ends of stages ' +
  's3 and s5 (152 channels).';

/** How features are standardised and how a map becomes an image's score. */
interface DfrVariant {
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
const variants: readonly DfrVariant[] = (['global', 'channel', 'shrunk'] as const).flatMap(
  (standardize) =>
    Object.entries(SCORES).map(([name, score]): DfrVariant => ({
      name: `${standardize}-${name}`,
      config: { standardize, score },
    })),
);

export const DFR_VARIANTS_PROTOCOL =
  'Of DFR `global-…` divides all features by one number; `channel-…` brings each channel to mean ' +
  '0 and deviation 1; `shrunk-…` does so by variances that are shrunk by a hundredth towards the ' +
  'channels’ mean one. The rest of the name is the image’s score: the score map’s largest value, ' +
  'its mean, or the mean of its largest 0.1 % or 1 %. The four of one kind have one fit, and the ' +
  'same score maps.';

const onVgg: readonly TableVariant[] = variants.map(({ name, config }) => ({
  ...detectorOf('dfr', 'vgg19'),
  id: name,
  variant: name,
  config,
}));

/** As the shrunk ones on VGG-19: their standardising is dfr's default. */
const onEfficientNet: readonly TableVariant[] = (['max', 'top-1%'] as const).map((score) => ({
  ...detectorOf('dfr', 'efficientnet-lite0'),
  id: `efficientnet-${score}`,
  variant: `shrunk-${score}`,
  config: { standardize: 'shrunk', score: SCORES[score] },
}));

export const dfrVariants: readonly TableVariant[] = [...onVgg, ...onEfficientNet];
