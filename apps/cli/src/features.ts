/**
 * @file DFR on features of VGG-19: the one method of the command that needs weights, which
 *   `--weights` or ONECLASS_WEIGHTS names.
 */
import {
  OneClassError,
  type FeatureExtractor,
  type FeatureIdentity,
  type Method,
  type MethodConfig,
} from '@oneclass/core';
import { dfr, dfrAbout } from '@oneclass/dfr';
import { say } from '@oneclass/terminal';
import {
  DEFAULT_LAYERS,
  randomVgg19,
  type VggPadding,
  type WeightsEvent,
} from '@oneclass/vgg-features';
import { namedWeights, tellDownload, vgg19, vggOf } from '@oneclass/vgg-features/node';

/** The settings of `fit dfr` that are the features'. */
interface FeatureSettings {
  readonly layers?: unknown;
  readonly padding?: unknown;
}

const featureDefaults: FeatureSettings = { layers: DEFAULT_LAYERS, padding: 'reflection' };

/** DFR before its features are there: what can be listed, and no more. */
export const dfrWithoutFeatures: Method = {
  ...dfrAbout,
  defaults: { ...dfrAbout.defaults, ...featureDefaults },
  nearestShape: notYet,
  fit: notYet,
  restore: notYet,
};

function notYet(): never {
  throw new OneClassError(
    'invalid-argument',
    'dfr is fitted and restored on features, which withFeatures and withSavedFeatures give it.',
  );
}

export interface WeightsOptions {
  /** `--weights` */
  readonly weights?: string | undefined;
  readonly signal: AbortSignal;
}

/** A method that can fit, and the config that is its own. */
export interface ReadyMethod {
  readonly method: Method;
  readonly config: Partial<MethodConfig>;
  /** Frees the features, where there are any. */
  dispose(): void;
}

/**
 * Gives DFR its features; other methods are as they were.
 * @throws OneClassError as `vgg19`, `invalid-argument`
 */
export async function withFeatures(
  method: Method,
  config: Partial<MethodConfig>,
  options: WeightsOptions,
): Promise<ReadyMethod> {
  if (method !== dfrWithoutFeatures) {
    checkNoWeights(method.name, options);
    return { method, config, dispose: () => undefined };
  }
  const { layers, padding, ...own } = config as Partial<MethodConfig> & FeatureSettings;
  const recipe = {
    ...(layers !== undefined && { layers: parseLayers(layers) }),
    ...(padding !== undefined && { padding: padding as VggPadding }),
  };
  const features = await openWeights(options, {
    random: (seed) => randomVgg19(seed, recipe),
    trained: (weights, run) => vgg19({ weights, ...recipe, ...run }),
  });
  return { method: dfr({ features }) as unknown as Method, config: own, dispose: features.dispose };
}

/**
 * The method of a saved detector, with the features that it names.
 * @throws OneClassError as {@link withFeatures}
 */
export async function withSavedFeatures(
  method: Method,
  saved: FeatureIdentity | undefined,
  options: WeightsOptions,
): Promise<Omit<ReadyMethod, 'config'>> {
  if (method !== dfrWithoutFeatures || !saved) return withFeatures(method, {}, options);
  const features = saved.id.startsWith('random-')
    ? await vggOf(saved.id)
    : await openWeights(options, {
        random: () => randomVgg19(0),
        trained: (weights, run) => vggOf(saved.id, { weights, ...run }),
      });
  return { method: dfr({ features }) as unknown as Method, dispose: features.dispose };
}

interface Opening {
  readonly random: (seed: number) => Promise<FeatureExtractor>;
  readonly trained: (
    weights: string,
    run: { signal: AbortSignal; onProgress: (event: WeightsEvent) => void },
  ) => Promise<FeatureExtractor>;
}

async function openWeights(
  { weights: given, signal }: WeightsOptions,
  { random, trained }: Opening,
): Promise<FeatureExtractor> {
  const named = namedWeights(given);
  if ('weights' in named) return trained(named.weights, { signal, onProgress: tellDownload(say) });
  say('Random weights: the features know nothing of images. For trying out alone.');
  return random(named.randomSeed);
}

function checkNoWeights(name: string, { weights }: WeightsOptions): void {
  if (weights === undefined) return;
  throw new OneClassError(
    'invalid-argument',
    `--weights is for a method on pretrained features, dfr; ${name} takes none. Leave it out.`,
    { argument: '--weights', received: weights },
  );
}

/** `relu1_1,relu2_1`, or a JSON list. */
function parseLayers(layers: unknown): readonly string[] {
  if (typeof layers === 'string') return layers.split(',').map((name) => name.trim());
  if (Array.isArray(layers) && layers.every((name) => typeof name === 'string')) return layers;
  throw new OneClassError(
    'invalid-config',
    'Invalid config for dfr: `layers` must be names of layers, as in --set ' +
      `layers=relu1_1,relu2_1. Received: ${JSON.stringify(layers)}.`,
    {
      argument: 'layers',
      expected: 'names of layers',
      received: layers,
    },
  );
}
