import { createRng, type Dataset, type SampleShape } from '@oneclass/core';
import { imageSet, type ImageSet, type PixelImage } from '@oneclass/core/datasets';

export const SHAPE: SampleShape = [6, 8, 1];
const PIXELS = 48;

/** Grey noise around 100. */
export function noise(count: number, seed = 0): ImageSet {
  const rng = createRng(seed).derive('images');
  const data = Uint8Array.from({ length: count * PIXELS }, () => 100 + 20 * rng.uniform());
  return imageSet({ data, sampleShape: SHAPE });
}

/** The image at a position, with a bright spot where it is asked for. */
export function pixelsOf({ bytes }: ImageSet, index: number, spot = false): PixelImage {
  const data = bytes.slice(index * PIXELS, (index + 1) * PIXELS);
  if (spot) data.fill(250, 10, 14);
  return { data, width: 8, height: 6, channels: 1 };
}

/** Normal images, then as many with a spot, which is their mask. */
export const labeled = (images: ImageSet) => {
  const { size } = images;
  const all = Array.from({ length: 2 * size }, (_, i) => pixelsOf(images, i % size, i >= size));
  const samples: Dataset = imageSet({
    data: Uint8Array.from(all.flatMap(({ data }) => [...data])),
    sampleShape: SHAPE,
  });
  const mask = Uint8Array.from({ length: PIXELS }, (_, p) => Number(p >= 10 && p < 14));
  return {
    samples,
    labels: Uint8Array.from(all, (_, i) => Number(i >= size)),
    kinds: all.map((_, i) => (i >= size ? 'spot' : 'good')),
    ids: all.map((_, i) => String(i)),
    masks: async (index: number) =>
      index >= size ? { width: 8, height: 6, data: mask } : undefined,
  };
};
