/** @file What a saved state says besides its tensors. */
import { OneClassError, type DetectorState } from '@oneclass/core';

/** Channels of the code: a fact of the fit. */
export function savedLatentSize(state: DetectorState): number {
  const isFormat1 = state.facts === undefined && state.version === undefined;
  const latentSize = isFormat1 ? latentSizeOfFormat1(state) : state.facts?.['latentSize'];
  if (Number.isSafeInteger(latentSize) && (latentSize as number) > 0) return latentSize as number;
  throw new OneClassError(
    'invalid-artifact',
    `\`facts.latentSize\` is ${String(latentSize)}; expected the number of channels of the code.`,
    { argument: 'facts.latentSize', expected: 'an integer above 0', received: latentSize },
  );
}

/** Files of format 1 have no facts: there it is the outputs of the layer of the code. */
function latentSizeOfFormat1({ tensors }: DetectorState): number {
  const name = 'autoencoder.layer3.convolution.filter';
  const [, , , outputs = 0] = tensors[name]?.shape ?? [];
  if (outputs > 0) return outputs;
  throw new OneClassError(
    'invalid-artifact',
    `tensor "${name}" [1, 1, 2d, d] is missing or misshaped.`,
  );
}
