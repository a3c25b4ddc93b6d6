import * as tf from '@tensorflow/tfjs';
import type { Tensor, Variable } from '@tensorflow/tfjs';
import { OneClassError, type NamedTensor } from '@oneclass/core';

/** Variables by name. */
export type Variables = Readonly<Record<string, Variable>>;

/** Copies of the tensors' values. */
export function valuesOf(tensors: Readonly<Record<string, Tensor>>): Record<string, NamedTensor> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [
      name,
      { shape: tensor.shape, data: Float32Array.from(tensor.dataSync<'float32'>()) },
    ]),
  );
}

/** A copy of the values: some backends keep the array they are given, which stays the caller's. */
export const tensorOf = ({ data, shape }: NamedTensor): Tensor =>
  tf.tensor(data.slice(), [...shape]);

/**
 * Sets every variable from `tensors`; all or nothing.
 * @throws OneClassError `invalid-artifact` when one is missing, has another shape, or is none of
 *   the variables
 */
export function assignValues(
  variables: Variables,
  tensors: Readonly<Record<string, NamedTensor>>,
): void {
  checkShapes(variables, tensors);
  tf.tidy(() => {
    for (const [name, variable] of Object.entries(variables))
      variable.assign(tensorOf(tensors[name] as NamedTensor));
  });
}

/**
 * @throws OneClassError `invalid-artifact` when one of `variables` is missing among `tensors`,
 *   has another shape there, or there are others
 */
export function checkShapes(
  variables: Readonly<Record<string, Tensor>>,
  tensors: Readonly<Record<string, NamedTensor>>,
): void {
  for (const [name, { shape }] of Object.entries(variables)) {
    const found = tensors[name];
    if (found?.shape.join() !== shape.join()) throw misfit(name, shape, found?.shape);
  }
  const unknown = Object.keys(tensors).find((name) => !Object.hasOwn(variables, name));
  if (unknown !== undefined) throw unknownTensor(unknown, Object.keys(variables));
}

/** A tensor that is missing, or has another shape than the network asks for. */
export function misfit(
  name: string,
  shape: readonly number[],
  received: readonly number[] | undefined,
): OneClassError {
  const what = received ? `has shape [${received.join(', ')}]` : 'is missing';
  return new OneClassError(
    'invalid-artifact',
    `Tensor "${name}" ${what}; the network needs it with shape [${shape.join(', ')}]. ` +
      'The file does not fit its own config: fit the detector again.',
    { argument: name, expected: `[${shape.join(', ')}]`, received },
  );
}

export function unknownTensor(name: string, known: readonly string[]): OneClassError {
  return new OneClassError(
    'invalid-artifact',
    `Tensor "${name}" has no place in the network. The file does not fit its own config: ` +
      'fit the detector again.',
    { argument: name, expected: known.join(', ') },
  );
}

/** @throws OneClassError `invalid-artifact` when a value is not finite */
export function checkFiniteTensors(tensors: Readonly<Record<string, NamedTensor>>): void {
  for (const [name, { data }] of Object.entries(tensors)) {
    const broken = data.find((value) => !Number.isFinite(value));
    if (broken === undefined) continue;
    throw new OneClassError(
      'invalid-artifact',
      `Tensor "${name}" holds ${String(broken)}; expected finite numbers. ` +
        'The file is damaged, or its fit diverged: fit the detector again.',
      { argument: name, expected: 'finite numbers', received: broken },
    );
  }
}
