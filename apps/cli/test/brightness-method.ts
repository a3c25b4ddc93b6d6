/**
 * A method as others would write one, in plain JavaScript: how far an image is from the mean
 * brightness of the normal ones.
 */
const methodText = (name: string): string => `{
  name: '${name}',
  summary: 'Distance from the mean brightness.',
  defaults: { seed: 0, scale: 1 },
  outputs: ['score'],
  resumable: false,
  nearestShape: (shape) => shape,
  checkShape() {},
  async fit(normal, config = {}) {
    const values = await brightnessOf(normal);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return detectorOf({
      method: '${name}',
      config: { seed: 0, scale: 1, ...config },
      sampleShape: normal.sampleShape,
      tensors: { mean: { shape: [1], data: new Float32Array([mean]) } },
    });
  },
  restore: detectorOf,
}`;

const helpers = `
async function brightnessOf(samples) {
  const values = [];
  for await (const images of samples.batches({ batchSize: 16 })) {
    const means = images.mean([1, 2, 3]);
    values.push(...(await means.data()));
    means.dispose();
    images.dispose();
  }
  return values;
}
function detectorOf(state) {
  const mean = state.tensors.mean.data[0];
  const score = async (samples) => {
    const values = await brightnessOf(samples);
    return Float32Array.from(values, (value) => state.config.scale * Math.abs(value - mean));
  };
  const compute = async (samples) => {
    const data = await score(samples);
    return { score: { data, shape: [data.length] } };
  };
  const { method, config, sampleShape } = state;
  const outputs = ['score'];
  return { method, config, sampleShape, outputs, compute, score, state: () => state, dispose() {} };
}
`;

/** The text of a module that exports methods of these names, the first as default. */
export const brightnessModule = (...names: readonly [string, ...string[]]): string =>
  helpers +
  names
    .map((name, i) =>
      i === 0
        ? `export default ${methodText(name)};\n`
        : `export const method${String(i)} = ${methodText(name)};\n`,
    )
    .join('');
