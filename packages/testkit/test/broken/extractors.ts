/** @file For every check of an extractor one that fails it, and it alone. */
import * as tf from '@tensorflow/tfjs';
import type { FeatureExtractor } from '@oneclass/core';
import { tinyExtractor } from '../../src/index.ts';
import { codeOf, leak } from './changes.ts';

type Extract = FeatureExtractor['extract'];

const withExtract = (change: (extract: Extract) => Extract): (() => FeatureExtractor) => {
  return () => {
    const tiny = tinyExtractor();
    return { ...tiny, extract: change(tiny.extract) };
  };
};

/** Answers where it should refuse. */
const forgiving = (code: string): (() => FeatureExtractor) =>
  withExtract((extract) => async (images) => {
    try {
      return await extract(images);
    } catch (error) {
      if (codeOf(error) === code) return [];
      throw error;
    }
  });

export const brokenExtractors: Record<string, () => FeatureExtractor> = {
  'has an id, a hash and layers': () => ({ ...tinyExtractor(), id: '' }),
  'gives maps as its layers say': () => {
    const tiny = tinyExtractor();
    const down = (side: number, stride: number): number => Math.floor(side / stride);
    const layers = tiny.layers.map((layer) => ({
      ...layer,
      mapSize: (height: number, width: number) =>
        [down(height, layer.stride), down(width, layer.stride)] as const,
    }));
    return { ...tiny, layers };
  },
  'gives the maps of an image whatever the other images': withExtract(
    (extract) => async (images) => {
      const maps = await extract(images);
      return maps.map((map) =>
        tf.tidy(() => {
          const moved = tf.sub<tf.Tensor4D>(map, tf.mean(map, 0, true));
          map.dispose();
          return moved;
        }),
      );
    },
  ),
  'answers with a promise': withExtract(
    (extract) => (images) =>
      // A thenable, as of some other library.
      ({
        then: (...args: Parameters<Promise<tf.Tensor4D[]>['then']>) =>
          extract(images).then(...args),
      }) as never,
  ),
  'leaves the images to the caller, and nothing but its maps': withExtract(
    (extract) => async (images) => {
      const maps = await extract(images);
      leak();
      return maps;
    },
  ),
  'frees what it holds when it is disposed of': () => {
    leak();
    return tinyExtractor();
  },
  'refuses images that are not in a batch': forgiving('invalid-shape'),
  'refuses images after it was disposed of': forgiving('invalid-argument'),
};
