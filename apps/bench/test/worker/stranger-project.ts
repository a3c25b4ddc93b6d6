import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnBench, type BenchProcess } from './worker-run.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** A method on features and features, of a package that nobody here knows. */
const packageSource = (sign: number): string => `
import * as tf from '@tensorflow/tfjs';
import { checkFeatures, defineDetector, toDataset } from '@oneclass/core';

export const blocks = {
  name: 'blocks',
  summary: 'means of blocks of pixels',
  defaults: { side: 4 },
  recognizes: (id) => id.startsWith('blocks/'),
  async open({ settings, id, weights, say }) {
    if (weights !== undefined) throw new Error('blocks take no weights');
    const side = id ? Number(id.split('/')[1]) : { ...blocks.defaults, ...settings }.side;
    say?.('blocks of ' + side);
    const mapSize = (height, width) => [Math.floor(height / side), Math.floor(width / side)];
    return {
      id: 'blocks/' + side,
      hash: 'none',
      layers: [{ name: 'block', channels: 3, stride: side, mapSize }],
      extract: async (images) => [tf.avgPool(images, side, side, 'valid')],
      dispose() {},
    };
  },
};

async function meansOf(images, extractor) {
  const maps = await extractor.extract(images);
  const means = tf.tidy(() => tf.concat(maps.map((map) => map.mean([1, 2])), 1));
  tf.dispose(maps);
  const rows = await means.array();
  means.dispose();
  return rows;
}

function detectorOf(state, extractor) {
  const { mean } = state.tensors;
  return defineDetector({
    ...state,
    method: about.name,
    outputs: { score: [] },
    async compute(images) {
      const rows = await meansOf(images, extractor);
      const distance = (value, i) => Math.abs(value - mean.data[i]);
      const sumOf = (row) => row.map(distance).reduce((a, b) => a + b);
      return { score: Float32Array.from(rows, (row) => ${String(sign)} * sumOf(row)) };
    },
    tensors: () => ({ mean }),
    dispose() {},
  });
}

const about = {
  name: 'mean-features',
  summary: 'distance to the mean of the features',
  defaults: { seed: 0 },
  outputs: ['score'],
  resumable: false,
};

export const meanFeatures = {
  ...about,
  on: (extractor) => ({
    ...about,
    nearestShape: (shape) => shape,
    checkShape() {},
    async fit(normal, config) {
      const rows = [];
      const images = await toDataset(normal, { method: about.name });
      for await (const batch of images.batches({ batchSize: 4 })) {
        rows.push(...(await meansOf(batch, extractor)));
        batch.dispose();
      }
      const sums = rows.reduce((sum, row) => sum.map((value, i) => value + row[i]));
      const data = Float32Array.from(sums, (sum) => sum / rows.length);
      const { id, hash } = extractor;
      return detectorOf({
        config: Object.freeze({ ...about.defaults, ...config }),
        sampleShape: images.sampleShape,
        features: { id, hash },
        tensors: { mean: { shape: [data.length], data } },
      }, extractor);
    },
    restore(state) {
      checkFeatures(state, extractor);
      return detectorOf(state, extractor);
    },
  }),
};
`;

/** Both methods on both kinds of features. */
const TABLE = `
import { drawnTextures } from '@oneclass/core/datasets';
import { dfr } from '@oneclass/dfr';
import { vgg19Provider } from '@oneclass/vgg-features/node';
import { blocks, meanFeatures } from 'stranger';

const vgg = {
  provider: vgg19Provider,
  settings: { layers: ['relu1_1'] },
  package: '@oneclass/vgg-features',
};
const own = { provider: blocks, settings: { side: 8 }, package: 'stranger' };
const ofDfr = { method: dfr, package: '@oneclass/dfr', config: { epochs: 1, latentSize: 2 } };
const ofStranger = { method: meanFeatures, package: 'stranger' };

export default {
  name: 'strange',
  title: 'Strange',
  protocol: () => [],
  cells: () => [
    { id: 'dfr-vgg', ...ofDfr, features: vgg },
    { id: 'dfr-own', ...ofDfr, features: own },
    { id: 'mean-vgg', ...ofStranger, features: vgg },
    { id: 'mean-own', ...ofStranger, features: own },
  ].map((cell) => ({
    ...cell,
    row: cell.id,
    data: {
      description: { set: 'surfaces' },
      load() {
        const counts = { train: 4, good: 4, defective: 4 };
        const { normal, test } = drawnTextures({ kind: 'weave', ...counts, size: 32, seed: 0 });
        return { train: normal, test };
      },
    },
  })),
};
`;

/** A folder outside of the repository, as a user has it. */
export interface StrangerProject {
  /** Installs a version of its package; `sign` is that of its scores. */
  install(version: string, sign: number): Promise<void>;
  run(out: string, args?: readonly string[]): BenchProcess;
  /** Where its results go. */
  folderOf(out: string): string;
  remove(): Promise<void>;
}

export async function createStrangerProject(): Promise<StrangerProject> {
  const folder = await mkdtemp(join(tmpdir(), 'oneclass-stranger-'));
  const modules = join(folder, 'node_modules');
  const link = async (name: string, to: string): Promise<void> => {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(ROOT, to), join(modules, name));
  };
  for (const name of ['core', 'dfr', 'vgg-features'])
    await link(`@oneclass/${name}`, join('packages', name));
  await link('@tensorflow/tfjs', 'apps/bench/node_modules/@tensorflow/tfjs');
  await mkdir(join(modules, 'stranger'));
  await writeFile(join(folder, 'table.mjs'), TABLE);
  return {
    async install(version, sign) {
      const manifest = { name: 'stranger', version, type: 'module', exports: './index.js' };
      await writeFile(join(modules, 'stranger', 'package.json'), JSON.stringify(manifest));
      await writeFile(join(modules, 'stranger', 'index.js'), packageSource(sign));
    },
    run: (out, args = []) =>
      spawnBench(join(folder, 'table.mjs'), [
        ...['--out', join(folder, out), '--weights', 'random:0'],
        ...args,
      ]),
    folderOf: (out) => join(folder, out, 'strange'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
