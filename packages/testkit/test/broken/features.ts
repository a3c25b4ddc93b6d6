import * as tf from '@tensorflow/tfjs';
import type { FeatureExtractor, Method } from '@oneclass/core';
import type { ToyConfig } from '../toy/config.ts';
import type { Toy } from '../toy/detector.ts';
import { featureToy } from '../toy.ts';
import { changeDetectors, changingOutput, codeOf, withOn, type BrokenToy } from './changes.ts';

const identityOf = ({ id, hash }: FeatureExtractor): { id: string; hash: string } => ({ id, hash });

/** Extracts where `tf.tidy` does not wait for it. */
const inTidy = (extractor: FeatureExtractor): FeatureExtractor => ({
  ...extractor,
  extract(images) {
    let maps: ReturnType<FeatureExtractor['extract']> | undefined;
    tf.tidy(() => {
      maps = extractor.extract(images);
    });
    return maps as NonNullable<typeof maps>;
  },
});

export const features: Record<string, BrokenToy> = {
  'describes itself as it does on features': { ...featureToy, outputs: ['score'] },
  'leaves the extractor to the caller': withOn((extractor, sound) => ({
    ...sound,
    async fit(...args) {
      try {
        return await sound.fit(...args);
      } catch (error) {
        if (codeOf(error) === 'invalid-config') extractor.dispose();
        throw error;
      }
    },
  })),
  'extracts outside of tf.tidy, while the images are there': withOn((extractor) =>
    featureToy.on(inTidy(extractor)),
  ),
  'names its features': withOn((extractor, sound) => {
    const named = { ...identityOf(extractor), id: `toy ${extractor.id}` };
    const renamed = changeDetectors(sound, ({ state }) => ({
      features: named,
      state: () => ({ ...state(), features: named }),
    }));
    const restore: typeof renamed.restore = ({ features: of, ...state }) =>
      renamed.restore({ ...state, features: of && { ...of, id: of.id.replace('toy ', '') } });
    return { ...renamed, restore };
  }),
  'refuses a state of other features': withOn((extractor, sound) => ({
    ...sound,
    restore: (state) =>
      sound.restore(state.features ? { ...state, features: identityOf(extractor) } : state),
  })),
  'refuses a state that names no features': withOn((extractor, sound) => ({
    ...sound,
    restore: (state) => sound.restore({ features: identityOf(extractor), ...state }),
  })),
  // Of features 1,024 times as large all are 1 in float32.
  'ranks images alike on features of another scale': withOn((_, sound) =>
    changeDetectors(sound, (detector) => {
      const change = changingOutput('score', ({ data, shape }) => ({
        data: data.map(Math.tanh),
        shape,
      }));
      return { compute: change(detector.compute, detector) };
    }),
  ),
};

/** As a method that never heard of it: no detector and no file says on which features. */
export const nameless: BrokenToy = withOn((extractor, sound) => {
  const unnamed: Method<ToyConfig, Toy> = {
    ...sound,
    restore: (state) => sound.restore({ ...state, features: identityOf(extractor) }),
  };
  return changeDetectors(unnamed, ({ state }) => ({
    features: undefined,
    state: () => ({ ...state(), features: undefined }),
  }));
});

/** Keeps what it is given. */
export const hoarding = (maps: tf.Tensor[]): BrokenToy =>
  withOn((extractor) =>
    featureToy.on({
      ...extractor,
      async extract(images) {
        const found = await extractor.extract(images);
        maps.push(tf.clone(found[0] as tf.Tensor4D));
        return found;
      },
    }),
  );
