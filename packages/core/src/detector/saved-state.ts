import type { DetectorState, MethodConfig } from '../contract/detector.ts';
import { OneClassError } from '../error.ts';

export interface TensorReader {
  /**
   * @param shape undefined for a length that is not known, 1 at least
   * @throws OneClassError `invalid-artifact` when it is missing, of another shape, or not finite
   */
  read(
    name: string,
    shape: readonly (number | undefined)[],
  ): { readonly data: Float32Array; readonly shape: readonly number[] };
  /** What is wrong with the file, as an error. */
  damaged(what: string, cause?: unknown): OneClassError;
}

/** Reads the tensors of a state, checked: for `restore` of a method that is no network. */
export function tensorReader({ method, tensors }: DetectorState): TensorReader {
  const damaged = (what: string, cause?: unknown): OneClassError =>
    new OneClassError(
      'invalid-artifact',
      `This file does not describe a ${method} detector: ${what} It is damaged: fit the ` +
        'detector again.',
      { cause },
    );
  return {
    damaged,
    read(name, expected) {
      const tensor = tensors[name];
      if (!tensor) throw damaged(`the tensor '${name}' is missing.`);
      const { shape, data } = tensor;
      const fits =
        shape.length === expected.length &&
        expected.every((length, i) =>
          length === undefined ? (shape[i] as number) >= 1 : shape[i] === length,
        );
      const wanted = expected
        .map((length) => (length === undefined ? 'n' : String(length)))
        .join(', ');
      if (!fits)
        throw damaged(
          `the tensor '${name}' has the shape [${shape.join(', ')}] instead of [${wanted}].`,
        );
      if (!data.every(Number.isFinite))
        throw damaged(`the tensor '${name}' has values that are not finite.`);
      return { data, shape };
    },
  };
}

/** The config of a state, resolved. @throws OneClassError `invalid-artifact` */
export function restoredConfig<C extends MethodConfig>(
  state: DetectorState,
  resolve: (config?: Partial<C>) => C,
): C {
  try {
    return resolve(state.config as Partial<C>);
  } catch (cause) {
    throw tensorReader(state).damaged((cause as Error).message, cause);
  }
}
