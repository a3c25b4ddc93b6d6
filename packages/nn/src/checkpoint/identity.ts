/** @file Whose checkpoint it is: what determines a fit's result, to tell it from another's. */
import * as tf from '@tensorflow/tfjs';
import {
  OneClassError,
  type Dataset,
  type FeatureIdentity,
  type MethodConfig,
  type SampleShape,
} from '@oneclass/core';
import { createDigest } from './digest.ts';

/** What a fit is given. */
export interface FitDescription {
  readonly method: string;
  /** Resolved. */
  readonly config: MethodConfig;
  /** What it trains on. */
  readonly dataset: Dataset;
  /** What it builds on. */
  readonly features?: FeatureIdentity | undefined;
}

export interface FitIdentity {
  readonly method: string;
  readonly config: MethodConfig;
  readonly sampleShape: SampleShape;
  readonly features?: FeatureIdentity | undefined;
  readonly images: number;
  /** Hash of the images, or of some of them. */
  readonly pixels: string;
  /** Results are equal to the bit only on one backend. */
  readonly backend: string;
}

/** Images that are looked at to recognise the dataset that a fit was begun with. */
const LOOKED_AT = 64;

/**
 * @param options.images 'all': nobody says which dataset is meant, so that those which differ in
 *   one image must be told apart
 */
export async function identityOf(
  { method, config, dataset, features }: FitDescription,
  { images: which = 'some' }: { images?: 'some' | 'all' | undefined } = {},
): Promise<FitIdentity> {
  const { sampleShape, size: images } = dataset;
  const pixels = await hashOfPixels(
    dataset,
    which === 'all' ? images : Math.min(LOOKED_AT, images),
  );
  return {
    method,
    config,
    sampleShape,
    ...(features && { features: { id: features.id, hash: features.hash } }),
    images,
    pixels,
    backend: tf.getBackend(),
  };
}

/** A name for it, free of characters that files may not have: `<method>-<hash>`. */
export function nameOf(identity: FitIdentity): string {
  const digest = createDigest();
  digest.update(new TextEncoder().encode(JSON.stringify(identity)));
  return `${identity.method}-${digest.hex()}`;
}

async function hashOfPixels(dataset: Dataset, count: number): Promise<string> {
  const digest = createDigest();
  const order = Uint32Array.from({ length: count }, (_, i) =>
    Math.floor((i * dataset.size) / count),
  );
  for await (const batch of dataset.batches({ batchSize: 16, order })) {
    try {
      const { buffer, byteOffset, byteLength } = await batch.data<'float32'>();
      digest.update(new Uint8Array(buffer, byteOffset, byteLength));
    } finally {
      batch.dispose();
    }
  }
  return digest.hex();
}

/** @throws OneClassError `invalid-argument` that names the first difference */
export function checkSameFit(there: FitIdentity, here: FitIdentity): void {
  const difference = [...differences(there, here)][0];
  if (difference === undefined) return;
  throw new OneClassError(
    'invalid-argument',
    `This checkpoint is of another fit: ${difference}. Repeat that fit to continue it; or ` +
      'remove the checkpoint, or name another, to begin this one.',
    { argument: 'checkpoint', expected: "this fit's own checkpoint" },
  );
}

function* differences(there: FitIdentity, here: FitIdentity): Generator<string> {
  const compared = (name: string, a: unknown, b: unknown): string =>
    `${name} is ${show(a)} there and ${show(b)} here`;
  if (there.method !== here.method) yield compared('the method', there.method, here.method);
  const [old, given] = [settings(there.config), settings(here.config)];
  for (const key of new Set([...old.keys(), ...given.keys()])) {
    if (show(old.get(key)) !== show(given.get(key)))
      yield compared(`\`${key}\``, old.get(key), given.get(key));
  }
  for (const key of ['id', 'hash'] as const) {
    if (there.features?.[key] !== here.features?.[key])
      yield compared(`the ${key} of the features`, there.features?.[key], here.features?.[key]);
  }
  if (there.sampleShape.join() !== here.sampleShape.join())
    yield compared('the shape of the images', there.sampleShape, here.sampleShape);
  if (there.images !== here.images)
    yield compared('the number of training images', there.images, here.images);
  if (there.pixels !== here.pixels) yield 'its training images are others, or in another order';
  if (there.backend !== here.backend)
    yield compared('the TensorFlow.js backend', there.backend, here.backend);
}

/** `{ score: { steps: 5 } }` → `score.steps`: 5 */
function settings(config: object, prefix = ''): Map<string, unknown> {
  return new Map(
    Object.entries(config).flatMap(([key, value]: [string, unknown]): [string, unknown][] => {
      const nested = typeof value === 'object' && value !== null && !Array.isArray(value);
      return nested ? [...settings(value, `${prefix}${key}.`)] : [[prefix + key, value]];
    }),
  );
}

const show = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? 'not set' : JSON.stringify(value);
