import type { Dataset, FeatureExtractor, FeatureLayer, SampleShape } from '@oneclass/core';
import type { Tensor4D } from '@tensorflow/tfjs';

/** The layer that is used: the first. */
export const layerOf = ({ layers }: FeatureExtractor): FeatureLayer => layers[0] as FeatureLayer;

/** The first layer's map of images `[n, height, width, channels]`; the caller disposes it. */
export async function featureMap(images: Tensor4D, extractor: FeatureExtractor): Promise<Tensor4D> {
  const [map, ...others] = await extractor.extract(images);
  for (const other of others) other.dispose();
  return map as Tensor4D;
}

/** The maps of a dataset's images, computed as they are asked for. */
export function featureDataset(images: Dataset, extractor: FeatureExtractor): Dataset {
  const [height, width] = images.sampleShape;
  const layer = layerOf(extractor);
  const sampleShape: SampleShape = [...layer.mapSize(height, width), layer.channels];
  return {
    sampleShape,
    size: images.size,
    async *batches(options) {
      for await (const batch of images.batches(options)) {
        try {
          yield await featureMap(batch, extractor);
        } finally {
          batch.dispose();
        }
      }
    },
  };
}
