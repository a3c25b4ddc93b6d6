import type { Tensor4D } from '@tensorflow/tfjs';
import {
  isFeatureMethod,
  type Detector,
  type FeatureMethod,
  type FitRun,
  type Method,
  type Samples,
} from '@oneclass/core';
import { drawAnomalous, drawNormal } from './drawn-images.ts';
import { imagesOf, tensorOf, type Images } from './images.ts';
import type { MethodSpec } from './spec.ts';
import { tinyExtractor } from './tiny-extractor.ts';

type Settings = Readonly<Record<string, unknown>>;

export interface FitOptions {
  /** On top of the spec's. */
  readonly config?: Settings | undefined;
  readonly run?: FitRun | undefined;
  /** The normal images when absent. */
  readonly samples?: Samples | undefined;
  /** The trial's when absent. */
  readonly method?: Method | undefined;
}

/** One run of one check: the method, images for it, and what is freed when the check ends. */
export interface Trial {
  readonly method: Method;
  /** What `method` is on features of, for a method on features. */
  readonly onFeatures: FeatureMethod | undefined;
  readonly config: Settings;
  /** One that is not the config's. */
  readonly anotherSeed: number;
  /** To fit on. */
  readonly normal: Images;
  /** To score: normal and anomalous ones. */
  readonly test: Images;
  /** Of `test`; 1 = anomalous. */
  readonly labels: Uint8Array;
  /** Whether the images are the kit's own. */
  readonly drawn: boolean;
  /** A tensor of the images, freed with the trial. */
  tensor(images: Images): Tensor4D;
  /** A fitted detector, disposed of with the trial. */
  fit(options?: FitOptions): Promise<Detector>;
  /** Freed with the trial. */
  own<T extends { dispose(): void }>(thing: T): T;
}

/** Images to fit on, where they are drawn. */
export const NORMAL = 24;
const OF_EACH_KIND = 6;

/** Runs `body` with a new trial, and frees afterwards what it owns. */
export async function withTrial(
  spec: MethodSpec,
  body: (trial: Trial) => Promise<void>,
): Promise<void> {
  const { config = {} } = spec;
  const { method, onFeatures } = methodOf(spec);
  const owned: { dispose(): void }[] = [];
  const own = <T extends { dispose(): void }>(thing: T): T => {
    owned.push(thing);
    return thing;
  };
  const images = spec.data ? await given(spec.data) : draw(spec, method);
  const tensor = (of: Images): Tensor4D => own(tensorOf(of));
  const fit = async ({ config: more, run, samples, ...by }: FitOptions = {}): Promise<Detector> => {
    const training = samples ?? tensor(images.normal);
    return own(await (by.method ?? method).fit(training, { ...config, ...more }, run));
  };
  try {
    const anotherSeed = (config.seed ?? method.defaults.seed) + 1;
    const about = { method, onFeatures, config: { ...config }, anotherSeed };
    await body({ ...about, ...images, tensor, fit, own });
  } finally {
    for (const thing of owned) {
      try {
        thing.dispose();
      } catch {
        // A dispose() that throws has a check of its own.
      }
    }
  }
}

function methodOf({ method }: MethodSpec): Pick<Trial, 'method' | 'onFeatures'> {
  return isFeatureMethod(method)
    ? { method: method.on(tinyExtractor()), onFeatures: method }
    : { method, onFeatures: undefined };
}

type TrialImages = Pick<Trial, 'normal' | 'test' | 'labels' | 'drawn'>;

function draw({ config, sampleShape: wanted }: MethodSpec, method: Method): TrialImages {
  const sampleShape = wanted ?? method.nearestShape([16, 16, 1], config);
  const good = drawNormal(sampleShape, { size: OF_EACH_KIND, seed: 2 });
  const bad = drawAnomalous(sampleShape, { size: OF_EACH_KIND, seed: 3 });
  const data = new Float32Array([...good.data, ...bad.data]);
  return {
    normal: drawNormal(sampleShape, { size: NORMAL, seed: 1 }),
    test: { data, size: 2 * OF_EACH_KIND, sampleShape },
    labels: Uint8Array.from({ length: 2 * OF_EACH_KIND }, (_, i) => (i < OF_EACH_KIND ? 0 : 1)),
    drawn: true,
  };
}

async function given({ normal, test }: NonNullable<MethodSpec['data']>): Promise<TrialImages> {
  return {
    normal: await imagesOf(normal),
    test: await imagesOf(test.samples),
    labels: test.labels,
    drawn: false,
  };
}
