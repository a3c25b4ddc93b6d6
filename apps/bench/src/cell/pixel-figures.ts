import { evaluatePixels, pixelScores, type PixelScores } from '@oneclass/core/metrics';
import type { LabeledDataset, Maps, Mask } from '@oneclass/core';

/** Of the pixels of a test set; fractions. */
export interface PixelFigures {
  readonly auroc: number;
  readonly averagePrecision: number;
  readonly aupro: number;
}

export interface PixelResult {
  readonly all: PixelFigures;
  /** Each kind of anomaly with all normal images. */
  readonly byKind: Readonly<Record<string, PixelFigures>>;
}

/** Score maps against masks, both of all images of `test`. @param maps `[n, height, width]` */
export function pixelResult(
  maps: Maps,
  masks: readonly (Mask | undefined)[],
  { labels, kinds }: Pick<LabeledDataset, 'labels' | 'kinds'>,
): PixelResult {
  const images = pixelScores(maps, masks);
  const anomalous = [...new Set(kinds.filter((_, i) => labels[i] === 1))];
  const ofKind = (kind: string): PixelScores[] =>
    images.filter((_, i) => labels[i] === 0 || kinds[i] === kind);
  return {
    all: figuresOf(images),
    byKind: Object.fromEntries(anomalous.map((kind) => [kind, figuresOf(ofKind(kind))])),
  };
}

function figuresOf(images: readonly PixelScores[]): PixelFigures {
  const {
    pixelAuroc: auroc,
    pixelAveragePrecision: averagePrecision,
    aupro,
  } = evaluatePixels(images);
  return { auroc, averagePrecision, aupro };
}
