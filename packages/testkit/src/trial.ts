import type { Tensor4D } from '@tensorflow/tfjs';
import type { Detector, FitRun, Method, MethodConfig, Samples } from '@oneclass/core';
import { drawAnomalous, drawNormal } from './drawn-images.ts';
import { imagesOf, tensorOf, type Images } from './images.ts';
import type { MethodSpec } from './spec.ts';

type Settings = Readonly<Record<string, unknown>>;

export interface FitOptions {
  /** On top of the spec's. */
  readonly config?: Settings;
  readonly run?: FitRun;
  /** The normal images when absent. */
  readonly samples?: Samples;
}

/** One run of one check: the method, images for it, and what is freed when the check ends. */
export interface Trial {
  readonly method: Method<MethodConfig, Detector>;
  readonly config: Settings;
  /** One that is not the config's. */
  readonly anotherSeed: number;
  /** To fit on. */
  readonly normal: Images;
  /** To score: normal and anomalous ones. */
  readonly test: Images;
  /** Of `test`; 1 = anomalous. */
  readonly labels: Uint8Array;
  /** A tensor of the images, freed with the trial. */
  tensor(images: Images): Tensor4D;
  /** A fitted detector, disposed of with the trial. */
  fit(options?: FitOptions): Promise<Detector>;
  /** Freed with the trial. */
  own<T extends { dispose(): void }>(thing: T): T;
}

const NORMAL = 24;
const OF_EACH_KIND = 6;

/** Runs `body` with a new trial, and frees afterwards what it owns. */
export async function withTrial(
  spec: MethodSpec,
  body: (trial: Trial) => Promise<void>,
): Promise<void> {
  const { method, config = {} } = spec;
  const owned: { dispose(): void }[] = [];
  const own = <T extends { dispose(): void }>(thing: T): T => {
    owned.push(thing);
    return thing;
  };
  const images = spec.data ? await given(spec.data) : drawn(spec);
  const tensor = (of: Images): Tensor4D => own(tensorOf(of));
  const fit = async ({ config: more, run, samples }: FitOptions = {}): Promise<Detector> =>
    own(await method.fit(samples ?? tensor(images.normal), { ...config, ...more }, run));
  try {
    const anotherSeed = (config.seed ?? method.defaults.seed) + 1;
    await body({ method, config: { ...config }, anotherSeed, ...images, tensor, fit, own });
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

type TrialImages = Pick<Trial, 'normal' | 'test' | 'labels'>;

function drawn({
  method,
  config,
  sampleShape = method.nearestShape([16, 16, 1], config),
}: MethodSpec): TrialImages {
  const good = drawNormal(sampleShape, { size: OF_EACH_KIND, seed: 2 });
  const bad = drawAnomalous(sampleShape, { size: OF_EACH_KIND, seed: 3 });
  const data = new Float32Array([...good.data, ...bad.data]);
  return {
    normal: drawNormal(sampleShape, { size: NORMAL, seed: 1 }),
    test: { data, size: 2 * OF_EACH_KIND, sampleShape },
    labels: Uint8Array.from({ length: 2 * OF_EACH_KIND }, (_, i) => (i < OF_EACH_KIND ? 0 : 1)),
  };
}

async function given({ normal, test }: NonNullable<MethodSpec['data']>): Promise<TrialImages> {
  return {
    normal: await imagesOf(normal),
    test: await imagesOf(test.samples),
    labels: test.labels,
  };
}
