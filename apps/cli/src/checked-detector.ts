import {
  isOneClassError,
  OneClassError,
  type Detector,
  type Maps,
  type MethodDescription,
} from '@oneclass/core';

/** Names the file in an error about what is in it. */
export async function naming<T>(file: string, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isOneClassError(error)) throw error;
    throw new OneClassError(error.code, `"${file}": ${error.message}`, {
      argument: 'file',
      received: file,
      cause: error,
    });
  }
}

/**
 * The detector of a file, whoever wrote its method: what it computes is finite, and errors name the
 * file.
 */
export function checkedDetector(
  detector: Detector,
  { file, method: description }: { readonly file: string; readonly method: MethodDescription },
): Detector {
  checkOutputs(detector, description);
  const compute: Detector['compute'] = async (samples, outputs, run) => {
    const found = await naming(file, () => detector.compute(samples, outputs, run));
    for (const [name, { data }] of Object.entries<Maps>(found)) checkFinite(data, name, file);
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

function checkFinite(values: Float32Array, output: string, file: string): void {
  if (values.every(Number.isFinite)) return;
  throw new OneClassError(
    'invalid-artifact',
    `"${file}": the detector gives values of \`${output}\` that are not finite; fit it again.`,
    { argument: 'file', received: file },
  );
}
