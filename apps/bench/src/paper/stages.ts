/** @file Alternatives to the defaults of PaDiM and PatchCore, compared on drawn surfaces. */
import { detectorOf, variantOf, type TableVariant } from './detectors.ts';

export const STAGES_PROTOCOL =
  'On EfficientNet-Lite0 alone: other stages, as `s3` or `s2-s3-s5`; the mean of all places as ' +
  'the image’s score; `smoothing-…`, the deviation of the map’s Gaussian in places, where the ' +
  'default is 0.5 (it does not change the image’s score); PaDiM on all channels; PatchCore with ' +
  'a bank of 1,000.';

const CONFIGS = {
  mean: { score: { image: 'mean' } },
  'smoothing-0': { score: { smoothing: 0 } },
  'smoothing-1': { score: { smoothing: 1 } },
};
const STAGES = [['s3'], ['s5'], ['s2', 's3', 's5'], ['s3', 's4', 's5']];

export const stageVariants: readonly TableVariant[] = [
  ...(['padim', 'patchcore'] as const).flatMap((method) => {
    const detector = detectorOf(method, 'efficientnet-lite0');
    const onStages = (layers: readonly string[]): TableVariant => {
      const variant = variantOf(detector, layers.join('-'), {});
      const { features } = detector.on;
      return {
        ...variant,
        on: { ...detector.on, features: features && { ...features, settings: { layers } } },
      };
    };
    return [
      ...Object.entries(CONFIGS).map(([name, config]) => variantOf(detector, name, config)),
      ...STAGES.map(onStages),
    ];
  }),
  variantOf(detectorOf('padim', 'efficientnet-lite0'), 'all-channels', { channels: 152 }),
  variantOf(detectorOf('patchcore', 'efficientnet-lite0'), 'bank-1000', { bank: 1000 }),
];
