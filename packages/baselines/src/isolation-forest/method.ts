/**
 * @file Isolation forest (Liu, Ting and Zhou 2008): what a few random splits set apart from a
 *   sample of training images is anomalous. The score is the paper's, in (0, 1), as scikit-learn's
 *   `-score_samples`. With 100 trees of 256 images, on their principal components, as in Deep
 *   SVDD's table (Ruff et al. 2018, section 4.1).
 */
import {
  checkState,
  checkSampleShape,
  createRng,
  startPhase,
  toDataset,
  type DetectorState,
  type Method,
  type SampleShape,
  type Watched,
  restoredConfig,
  tensorReader,
  type TensorReader,
} from '@oneclass/core';
import { scoringDetector, type Baseline } from '../detector.ts';
import { fitFeatures, restoreFeatures, type Features } from '../features/features.ts';
import { rowOf, type Rows } from '../features/rows.ts';
import { shrink } from '../shape.ts';
import { valuesOf } from '../values.ts';
import { METHOD_NAME, resolveIsolationForestConfig, type IsolationForestConfig } from './config.ts';
import { anomalyScore } from './objective.ts';
import { growTree, meanPathLength, type Forest, type GrowingForest } from './tree.ts';

export const isolationForest: Method<IsolationForestConfig, Baseline<IsolationForestConfig>> = {
  name: METHOD_NAME,
  summary: 'isolation forest: score',
  guide: {
    suits: 'small aligned images, to compare with',
    images: 5000,
    measured: { on: '300 images of 67×60', seconds: 2.6, megabytes: 1.1 },
  },
  defaults: resolveIsolationForestConfig(),
  outputs: ['score'],
  resumable: false,

  nearestShape(natural, config) {
    resolveIsolationForestConfig(config);
    return shrink(natural);
  },

  checkShape(shape, config) {
    checkSampleShape(shape);
    resolveIsolationForestConfig(config);
  },

  async fit(normal, given, run = {}) {
    const config = resolveIsolationForestConfig(given);
    const dataset = await toDataset(normal, { method: METHOD_NAME, signal: run.signal });
    const { features, rows } = await fitFeatures(dataset, { ...run, method: METHOD_NAME, config });
    try {
      const forest = await growForest(rows, { ...run, config });
      const subsample = Math.min(config.subsample, rows.count);
      return detectorOf({ features, forest, subsample, config, sampleShape: dataset.sampleShape });
    } catch (error) {
      features.dispose();
      throw error;
    }
  },

  restore: restoreIsolationForest,
};

async function growForest(
  rows: Rows,
  { config, ...watched }: Watched & { config: IsolationForestConfig },
): Promise<Forest> {
  const { trees, subsample, seed } = config;
  const growing: GrowingForest = { roots: [], features: [], values: [], rights: [] };
  const phase = startPhase({
    ...watched,
    phase: 'forest',
    unit: 'trees',
    steps: trees,
    units: trees,
  });
  for (let tree = 0; tree < trees; tree++) {
    const rng = createRng(seed).derive(`tree ${String(tree)}`);
    const positions = rng.permutation(rows.count).slice(0, subsample);
    growTree(growing, rows, { positions, rng });
    await phase.step(1);
  }
  phase.end();
  const { roots, features, values, rights } = growing;
  return {
    roots: Float32Array.from(roots),
    features: Float32Array.from(features),
    values: Float32Array.from(values),
    rights: Float32Array.from(rights),
  };
}

interface Parts {
  readonly features: Features;
  readonly forest: Forest;
  /** Images that a tree was grown on. */
  readonly subsample: number;
  readonly config: IsolationForestConfig;
  readonly sampleShape: SampleShape;
}

function detectorOf({
  features,
  forest,
  subsample,
  config,
  sampleShape,
}: Parts): Baseline<IsolationForestConfig> {
  const nodes = forest.features.length;
  return scoringDetector<IsolationForestConfig>({
    method: METHOD_NAME,
    config,
    sampleShape,
    async score(images) {
      const rows: Rows = {
        count: images.shape[0],
        size: features.size,
        data: await valuesOf(() => features.of(images)),
      };
      return Float32Array.from({ length: rows.count }, (_, i) =>
        anomalyScore(meanPathLength(forest, rowOf(rows, i)), subsample),
      );
    },
    tensors: () => ({
      ...features.state(),
      'forest.subsample': { shape: [1], data: Float32Array.of(subsample) },
      'forest.roots': { shape: [forest.roots.length], data: forest.roots.slice() },
      'forest.features': { shape: [nodes], data: forest.features.slice() },
      'forest.values': { shape: [nodes], data: forest.values.slice() },
      'forest.rights': { shape: [nodes], data: forest.rights.slice() },
    }),
    dispose: () => {
      features.dispose();
    },
  });
}

function restoreIsolationForest(state: DetectorState): Baseline<IsolationForestConfig> {
  checkState(state, { method: METHOD_NAME });
  const config = restoredConfig(state, resolveIsolationForestConfig);
  const reader = tensorReader(state);
  const subsample = reader.read('forest.subsample', [1]).data[0] as number;
  const forest = readForest(reader);
  const features = restoreFeatures(reader, { config, sampleShape: state.sampleShape });
  if (subsample < 2 || forest.features.some((feature) => feature >= features.size)) {
    features.dispose();
    throw reader.damaged('its trees do not belong to its features.');
  }
  return detectorOf({ features, forest, subsample, config, sampleShape: state.sampleShape });
}

/** Branches lead to later nodes only, so that every path ends. */
function readForest(reader: TensorReader): Forest {
  const { data: features, shape } = reader.read('forest.features', [undefined]);
  const read = (name: string, length: readonly (number | undefined)[]): Float32Array =>
    reader.read(`forest.${name}`, length).data.slice();
  const forest = {
    features: features.slice(),
    roots: read('roots', [undefined]),
    values: read('values', shape),
    rights: read('rights', shape),
  };
  const nodes = features.length;
  const sound =
    forest.roots.every((root) => Number.isInteger(root) && root >= 0 && root < nodes) &&
    features.every((feature, i) => {
      const right = forest.rights[i] as number;
      return (
        Number.isInteger(feature) &&
        (feature < 0 || (Number.isInteger(right) && right > i + 1 && right < nodes))
      );
    });
  if (!sound) throw reader.damaged('its trees have branches that lead nowhere.');
  return forest;
}
