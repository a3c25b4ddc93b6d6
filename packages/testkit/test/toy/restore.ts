import { OneClassError, type DetectorState } from '@oneclass/core';
import { resolveToyConfig, type ToyConfig } from './config.ts';
import { createToy, type Toy } from './detector.ts';
import type { View } from './view.ts';

const damaged = (what: string, cause?: unknown): OneClassError =>
  new OneClassError('invalid-artifact', `This state is no toy: ${what} Fit the toy again.`, {
    cause,
  });

export function restoreToy(state: DetectorState, view: View): Toy {
  const { sampleShape, tensors, facts } = state;
  checkFeatures(state, view);
  const config = restoredConfig(state);
  const size = view.shapeOf(sampleShape).reduce((product, length) => product * length, 1);
  if (facts?.['values'] !== size) throw damaged('its number of values is not that of its images.');
  const { mean } = tensors;
  if (mean?.shape.join() !== String(size)) throw damaged('its mean is missing or misshaped.');
  if (!mean.data.every(Number.isFinite)) throw damaged('its mean is not finite.');
  return createToy(mean.data, { view, config, sampleShape });
}

function checkFeatures({ features }: DetectorState, view: View): void {
  if (!view.features) return;
  if (!features) throw damaged('it does not say on which features it was fitted.');
  if (features.id === view.features.id && features.hash === view.features.hash) return;
  throw new OneClassError(
    'invalid-argument',
    `This toy was fitted on the features '${features.id}' (${features.hash}). Give it those.`,
  );
}

function restoredConfig({ config }: DetectorState): ToyConfig {
  try {
    return resolveToyConfig(config as ToyConfig);
  } catch (cause) {
    throw damaged((cause as Error).message, cause);
  }
}
