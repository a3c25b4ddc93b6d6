import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anogan } from '@oneclass/anogan';
import { convAutoencoder, mlpAutoencoder, smallConvAutoencoder } from '@oneclass/autoencoder';
import { isolationForest, kde, oneClassSvm, pca } from '@oneclass/baselines';
import { isMapDetector, unpack, type Method } from '@oneclass/core';
import { loadPackage } from '@oneclass/core/node';
import { dfr } from '@oneclass/dfr';
import { useBackend } from '@oneclass/runtime';
import { deepConvAutoencoder, deepSvdd } from '@oneclass/svdd';
import { randomVgg19 } from '@oneclass/vgg-features';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';

const FOLDER = join(import.meta.dirname, 'format-1');

/** What the code that wrote the files computed for `images`. */
interface Expected {
  readonly images: { readonly shape: [number, number, number, number]; readonly bytes: string };
  readonly scores: readonly number[];
  /** Float32. */
  readonly firstMap?: string;
}

const expected = JSON.parse(readFileSync(join(FOLDER, 'outputs.json'), 'utf8')) as Readonly<
  Record<string, Expected>
>;

const EXAMPLE = join(import.meta.dirname, '../../../examples/pixel-gaussian');

let plain: readonly Method[];

beforeAll(async () => {
  await useBackend('wasm');
  const example = await loadPackage(EXAMPLE, { from: import.meta.dirname });
  plain = [
    ...[convAutoencoder, mlpAutoencoder, smallConvAutoencoder, deepSvdd, deepConvAutoencoder],
    ...[anogan, pca, isolationForest, kde, oneClassSvm, ...example.methods],
  ] as Method[];
});

function imagesOf({ shape, bytes }: Expected['images']): tf.Tensor4D {
  const values = Float32Array.from(Buffer.from(bytes, 'base64'), (byte) => byte / 255);
  return tf.tensor4d(values, shape);
}

function floatsOf(base64: string): number[] {
  const bytes = Buffer.from(base64, 'base64');
  return [
    ...new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)),
  ];
}

describe('a file of format 1', () => {
  it('is there for every method', () => {
    const names = readdirSync(FOLDER).flatMap((file) =>
      file.endsWith('.oneclass') ? [file.slice(0, -'.oneclass'.length)] : [],
    );
    expect(names).toEqual(Object.keys(expected).sort());
    expect(names).toEqual([...plain.map(({ name }) => name), 'dfr'].sort());
  });

  it.each(Object.entries(expected))('gives the same scores and maps: %s', async (name, made) => {
    const bytes = readFileSync(join(FOLDER, `${name}.oneclass`));
    const features = await randomVgg19(0, { layers: ['relu1_1', 'relu1_2'] });
    const { detector, artifact } = unpack(bytes, [...plain, dfr.on(features)]);
    const images = imagesOf(made.images);
    try {
      expect([...(await detector.score(images))]).toEqual(made.scores);
      const maps = isMapDetector(detector) ? await detector.scoreMap(images) : undefined;
      expect(maps === undefined).toBe(made.firstMap === undefined);
      const first = made.firstMap === undefined ? [] : floatsOf(made.firstMap);
      expect([...(maps?.data ?? []).slice(0, first.length)]).toEqual(first);
      expect(artifact.calibration).toMatchObject({ value: 0.5 });
    } finally {
      detector.dispose();
      features.dispose();
      images.dispose();
    }
  });
});
