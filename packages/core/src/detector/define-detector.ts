import type { Tensor4D } from '@tensorflow/tfjs';
import type { SampleShape } from '../contract/dataset.ts';
import type {
  Detector,
  Encoder,
  MapDetector,
  Maps,
  MethodConfig,
  NamedTensor,
  Reconstructor,
} from '../contract/detector.ts';
import type { FeatureIdentity } from '../contract/feature-extractor.ts';
import type { ScoreRun } from '../contract/run.ts';
import { OneClassError } from '../error.ts';
import { createPasses, type BatchPass, type Passes } from './passes.ts';

/** What a batch of images is computed for. */
export interface Computation<S> extends BatchPass {
  /** Outputs that are asked for, each once. */
  readonly wanted: readonly string[];
  /** The score config of this call. */
  readonly score: S;
}

/** What is particular to a fitted detector; `defineDetector` makes the rest of it. */
export interface DetectorParts<C extends MethodConfig, O extends string, S = undefined> {
  /** Name of the method. */
  readonly method: string;
  /** Fully resolved, frozen. */
  readonly config: C;
  readonly sampleShape: SampleShape;
  readonly features?: FeatureIdentity | undefined;
  /** As in `DetectorState`. */
  readonly facts?: Readonly<Record<string, number>> | undefined;
  /** Each output with the shape of one image's values: `{ score: [], map: [height, width] }`. */
  readonly outputs: Readonly<Record<O | 'score', readonly number[]>>;
  /**
   * Values `[n, ...shape]` of each wanted output of images `[n, height, width, channels]` in [0,
   * 1], borrowed. `readOutputs` gives them from tensors.
   */
  readonly compute: (
    images: Tensor4D,
    computation: Computation<S>,
  ) => Promise<Readonly<Record<string, Float32Array>>>;
  /**
   * The score config of one call, from what replaces parts of it. Without it a method has none, and
   * a call that gives one is refused.
   * @throws OneClassError `invalid-config`
   */
  readonly resolveScore?: ((override: ScoreRun['config']) => S) | undefined;
  /**
   * Images at a time where the call does not say; as many as have 2²⁰ pixels, 256 at most, when
   * absent.
   */
  readonly batchSize?: ((score: S) => number) | undefined;
  /** Steps of progress of a batch, of a `compute` that reports its own. */
  readonly stepsOf?: ((images: number, score: S) => number) | undefined;
  /** Copies of all that `restore` needs. */
  readonly tensors: () => Readonly<Record<string, NamedTensor>>;
  /** Called once, when nothing is computed any more. */
  readonly dispose: () => void;
  /** Shared with calls of the method's own, which `compute` does not cover. */
  readonly passes?: Passes | undefined;
}

/** A detector with these outputs, and the short calls that belong to them. */
export type DetectorWith<C extends MethodConfig, O extends string> = Detector & {
  readonly config: C;
} & ('map' extends O ? MapDetector : unknown) &
  ('reconstruction' extends O ? Reconstructor : unknown) &
  ('code' extends O ? Encoder : unknown);

const SHORT_CALLS = { map: 'scoreMap', reconstruction: 'reconstruct', code: 'encode' } as const;

/**
 * A detector of these parts: any of its outputs from one pass, with checks of the images, progress,
 * abort, a guarded end, and results that are finite.
 */
export function defineDetector<C extends MethodConfig, O extends string, S = undefined>(
  parts: DetectorParts<C, O, S>,
): DetectorWith<C, O> {
  const { method, config, sampleShape, features, facts, tensors, dispose } = parts;
  const passes = parts.passes ?? createPasses({ method, sampleShape });

  const compute: Detector['compute'] = async (samples, names, run = {}) => {
    passes.check();
    const wanted = checkNames(names, parts.outputs, method);
    const score = parts.resolveScore
      ? parts.resolveScore(run.config)
      : (noScoreConfig(run.config, method) as S);
    const outputs = await passes.run(samples, {
      phase: wanted.join(' and '),
      shapes: Object.fromEntries(wanted.map((name) => [name, parts.outputs[name]])),
      batchSize: run.batchSize ?? parts.batchSize?.(score) ?? defaultBatchSize(sampleShape),
      stepsOf: parts.stepsOf && ((images) => parts.stepsOf?.(images, score) ?? 1),
      signal: run.signal,
      onProgress: run.onProgress,
      compute: (images, pass) => parts.compute(images, { ...pass, wanted, score }),
    });
    return outputs as Record<(typeof names)[number], Maps>;
  };

  const one = (name: string) => async (samples: Parameters<typeof compute>[0], run?: ScoreRun) =>
    (await compute(samples, [name], run))[name] as Maps;
  const shortCalls = Object.fromEntries(
    Object.entries(SHORT_CALLS).flatMap(([name, call]) =>
      name in parts.outputs ? [[call, one(name)]] : [],
    ),
  );
  const detector: Detector = {
    method,
    config,
    sampleShape,
    features,
    facts,
    outputs: Object.freeze(Object.keys(parts.outputs)),
    compute,
    score: async (samples, run) => (await compute(samples, ['score'], run)).score.data,
    state() {
      passes.check();
      return { method, config, sampleShape, features, facts, tensors: tensors() };
    },
    dispose() {
      passes.dispose(dispose);
    },
  };
  return { ...detector, ...shortCalls } as DetectorWith<C, O>;
}

function checkNames<O extends string>(
  given: unknown,
  outputs: Readonly<Record<O, unknown>>,
  method: string,
): O[] {
  const valid = Object.keys(outputs).join(', ');
  const wrong = (what: string, received: unknown): OneClassError =>
    new OneClassError('unknown-name', `${what} Choose among: ${valid}.`, {
      argument: 'outputs',
      expected: valid,
      received,
    });
  if (!Array.isArray(given)) throw wrong(`The outputs of ${method} are no list of names.`, given);
  const names: readonly string[] = given;
  const at = names.findIndex((name) => !Object.hasOwn(outputs, name));
  if (at !== -1) throw wrong(`${method} has no output '${String(names[at])}'.`, names[at]);
  if (names.length === 0) throw wrong(`No output of ${method} is named.`, names);
  return [...new Set(names)] as O[];
}

function noScoreConfig(config: ScoreRun['config'], method: string): undefined {
  const [key] = Object.keys(config ?? {});
  if (key === undefined) return undefined;
  throw new OneClassError(
    'invalid-config',
    `${method} has no score config. Leave out \`config\`. Received: \`${key}\`.`,
    { argument: `score.${key}`, expected: 'no score config', received: config },
  );
}

const DEFAULT_PIXELS = 2 ** 20;
const LARGEST_DEFAULT = 256;

const defaultBatchSize = ([height, width]: SampleShape): number =>
  Math.min(LARGEST_DEFAULT, Math.max(1, Math.floor(DEFAULT_PIXELS / (height * width))));
