import * as tf from '@tensorflow/tfjs';
import type { Tensor4D } from '@tensorflow/tfjs';
import { isOneClassError, type FeatureExtractor, type SampleShape } from '@oneclass/core';
import { expectRefusal, expectThat } from '../assertion.ts';
import { drawNormal } from '../drawn-images.ts';
import type { ExtractorCheck, ExtractorTrial } from '../extractor-check.ts';
import { pick } from '../images.ts';
import { expectClose } from '../tolerance.ts';

const COUNT = 3;

interface Read {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The maps, read and disposed of. */
async function readMaps(extractor: FeatureExtractor, images: Tensor4D): Promise<readonly Read[]> {
  const maps = await extractor.extract(images);
  try {
    const read: Read[] = [];
    for (const map of maps) read.push({ shape: map.shape, data: await map.data<'float32'>() });
    return read;
  } finally {
    tf.dispose(maps);
  }
}

const drawn = ({ tensor }: ExtractorTrial, sampleShape: SampleShape): Tensor4D =>
  tensor(drawNormal(sampleShape, { size: COUNT, seed: 1 }));

/** Grey and colour, of the given size and of one with odd sides. */
const shapesFor = ([height, width]: SampleShape): readonly SampleShape[] => [
  [height, width, 1],
  [height, width, 3],
  [height + 3 - (height % 2), width + 5 - (width % 2), 1],
];

/** Whether it refuses images of another size than its network takes, as it may. */
async function takes(extractor: FeatureExtractor, images: Tensor4D): Promise<boolean> {
  try {
    tf.dispose(await extractor.extract(images));
    return true;
  } catch (error) {
    if (isOneClassError(error) && (error as { code?: unknown }).code === 'invalid-shape')
      return false;
    throw error;
  }
}

function expectLayers(
  { layers }: FeatureExtractor,
  maps: readonly Read[],
  [height, width, channels]: SampleShape,
): void {
  const what = `extract() of images ${String(height)}×${String(width)}×${String(channels)}`;
  expectThat(
    maps.length === layers.length,
    `${what} gave ${String(maps.length)} maps; expected one for each of its ` +
      `${String(layers.length)} \`layers\`.`,
  );
  layers.forEach((layer, i) => {
    const { shape, data } = maps[i] as Read;
    const expected = [COUNT, ...layer.mapSize(height, width), layer.channels];
    expectThat(
      shape.join() === expected.join(),
      `${what} gave a map [${shape.join(', ')}] of '${layer.name}'; expected ` +
        `[${expected.join(', ')}], as \`mapSize\` and \`channels\` of the layer say.`,
    );
    expectThat(
      data instanceof Float32Array && data.every(Number.isFinite),
      `${what} gave a map of '${layer.name}' that is not of finite float32 numbers; expected ` +
        'those alone.',
    );
  });
}

const results: readonly ExtractorCheck[] = [
  {
    name: 'has an id, a hash and layers',
    async run({ open }) {
      const { id, hash, layers } = await open();
      expectThat(
        [id, hash].every((text) => typeof text === 'string' && text !== ''),
        `The extractor has the id ${JSON.stringify(id)} and the hash ${JSON.stringify(hash)}; ` +
          'expected texts: a detector is opened again by them.',
      );
      const names = layers.map(({ name }) => name);
      expectThat(
        names.length > 0 && new Set(names).size === names.length,
        `The extractor has the layers [${names.join(', ')}]; expected one at least, each of ` +
          'another name.',
      );
    },
  },
  {
    name: 'gives maps as its layers say',
    async run(trial) {
      const extractor = await trial.open();
      for (const [i, shape] of shapesFor(trial.sampleShape).entries()) {
        const images = drawn(trial, shape);
        // Only another size may be refused.
        if (i === 2 && !(await takes(extractor, images))) continue;
        expectLayers(extractor, await readMaps(extractor, images), shape);
      }
    },
  },
  {
    name: 'gives the maps of an image whatever the other images',
    async run({ open, tensor, sampleShape }) {
      const extractor = await open();
      const all = drawNormal(sampleShape, { size: COUNT, seed: 1 });
      const together = await readMaps(extractor, tensor(all));
      for (let i = 0; i < COUNT; i++) {
        const alone = await readMaps(extractor, tensor(pick(all, [i])));
        together.forEach(({ data }, layer) => {
          const length = data.length / COUNT;
          expectClose(
            `The map of '${String(extractor.layers[layer]?.name)}' of an image alone`,
            [alone[layer]?.data ?? new Float32Array(), data.subarray(i * length, (i + 1) * length)],
            'Compute every image on its own: batch normalisation in inference mode.',
          );
        });
      }
    },
  },
  {
    name: 'answers with a promise',
    async run(trial) {
      const extractor = await trial.open();
      const images = drawn(trial, trial.sampleShape);
      const answer: unknown = extractor.extract(images);
      tf.dispose((await answer) as Tensor4D[]);
      expectThat(
        answer instanceof Promise,
        'extract() gave no promise; expected one: make it `async`, so that its errors are ' +
          'rejections too.',
      );
    },
  },
];

const ownership: readonly ExtractorCheck[] = [
  {
    name: 'leaves the images to the caller, and nothing but its maps',
    async run(trial) {
      const extractor = await trial.open();
      const images = drawn(trial, trial.sampleShape);
      const before = tf.memory().numTensors;
      const maps = (await extractor.extract(images)).map(trial.own);
      const left = tf.memory().numTensors - before;
      expectThat(
        left === maps.length,
        `extract() left ${String(left)} tensors; expected ${String(maps.length)}, its maps.`,
      );
      expectThat(
        !images.isDisposed,
        'extract() disposed of the images; expected them to be borrowed.',
      );
      tf.dispose(maps);
      const rest = tf.memory().numTensors - before;
      expectThat(
        rest === 0 && maps.every((map) => map.isDisposed) && !images.isDisposed,
        `${String(rest)} tensors are left when the maps are disposed of; expected none: they are ` +
          "the caller's, each a tensor of its own.",
      );
      tf.dispose(await extractor.extract(images));
    },
  },
  {
    name: 'frees what it holds when it is disposed of',
    async run({ open }) {
      const before = tf.memory().numTensors;
      const extractor = await open();
      extractor.dispose();
      extractor.dispose();
      const left = tf.memory().numTensors - before;
      expectThat(left === 0, `dispose() left ${String(left)} tensors; expected none.`);
    },
  },
];

const refusals: readonly ExtractorCheck[] = [
  {
    name: 'refuses images that are not in a batch',
    async run(trial) {
      const extractor = await trial.open();
      const { sampleShape } = trial;
      const flat = trial.own(tf.zeros([...sampleShape])) as tf.Tensor as Tensor4D;
      const before = tf.memory().numTensors;
      await expectRefusal('extract() of a tensor of rank 3', ['invalid-shape'], () =>
        extractor.extract(flat),
      );
      const left = tf.memory().numTensors - before;
      expectThat(left === 0, `A refusal left ${String(left)} tensors; expected none.`);
    },
  },
  {
    name: 'refuses images after it was disposed of',
    async run(trial) {
      const extractor = await trial.open();
      const images = drawn(trial, trial.sampleShape);
      extractor.dispose();
      await expectRefusal('extract() after dispose()', ['invalid-argument'], () =>
        extractor.extract(images),
      );
    },
  },
];

export const extractorChecks: readonly ExtractorCheck[] = [...results, ...ownership, ...refusals];
