import {
  isOneClassError,
  OneClassError,
  type Detector,
  type Maps,
  type MethodDescription,
} from '@oneclass/core';

/** Puts the file's name before an error about what is in it; without a name nothing. */
export async function naming<T>(name: string | undefined, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (name === undefined || !isOneClassError(error)) throw error;
    throw new OneClassError(error.code, `"${name}": ${error.message}`, {
      argument: error.argument ?? 'file',
      received: name,
      cause: error,
    });
  }
}

export interface Origin {
  /** Of the file, for errors. */
  readonly name: string | undefined;
  readonly method: MethodDescription;
}

/**
 * The detector, whoever wrote its method: what it computes is finite, and errors name its file.
 * @throws OneClassError `unsupported` where it lacks an output that its method says it has
 */
export function checkedDetector(
  detector: Detector,
  { name, method: description }: Origin,
): Detector {
  checkOutputs(detector, description);
  const compute: Detector['compute'] = async (samples, outputs, run) => {
    const found = await naming(name, () => detector.compute(samples, outputs, run));
    for (const [output, { data }] of Object.entries<Maps>(found)) checkFinite(data, output, name);
    return found;
  };
  const { method, config, sampleShape, features, facts, outputs } = detector;
  return {
    ...{ method, config, sampleShape, features, facts, outputs },
    compute,
    score: async (samples, run) => (await compute(samples, ['score'], run)).score.data,
    state: () => detector.state(),
    dispose: () => {
      detector.dispose();
    },
  };
}

/** A detector that lacks what its method says would leave a threshold out without a word. */
function checkOutputs(detector: Detector, { name, outputs }: MethodDescription): void {
  const missing = outputs.filter((output) => !detector.outputs.includes(output));
  if (missing.length === 0) return;
  throw new OneClassError(
    'unsupported',
    `The method ${name} says that its detectors give ${outputs.join(', ')}, and this one lacks ` +
      `${missing.join(', ')}. Correct the method's \`outputs\`, or its detector's.`,
    { argument: name, expected: outputs.join(', '), received: detector.outputs },
  );
}

function checkFinite(values: Float32Array, output: string, name: string | undefined): void {
  if (values.every(Number.isFinite)) return;
  const message =
    `${name === undefined ? 'The' : `"${name}": the`} detector gives values of \`${output}\` ` +
    'that are not finite; fit it again.';
  throw new OneClassError('invalid-artifact', message, { argument: 'file', received: name });
}
