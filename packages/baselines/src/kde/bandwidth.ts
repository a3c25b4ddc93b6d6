import { createRng, startPhase, type Watched } from '@oneclass/core';
import { batchesOf, rowOf, rowsTensor, type Rows } from '../features/rows.ts';
import { referenceRows } from '../squared-distances.ts';
import type { KdeConfig } from './config.ts';
import { logKernelHeight, logMeanKernel } from './objective.ts';

const BATCH_SIZE = 256;

/**
 * The bandwidth under which held-out training rows are likeliest, by the mean over folds of their
 * log-likelihood, as scikit-learn's `GridSearchCV(KernelDensity())`; the seed shuffles the rows
 * into folds. No label is looked at.
 */
export async function chooseBandwidth(
  rows: Rows,
  { config, ...watched }: Watched & { config: KdeConfig },
): Promise<number> {
  const { bandwidths, folds, seed } = config;
  const [only] = bandwidths;
  if (bandwidths.length === 1) return only as number;
  const order = createRng(seed).derive('folds').permutation(rows.count);
  const parts = Array.from({ length: folds }, (_, fold) => ({
    heldOut: gather(
      rows,
      order.filter((_, i) => i % folds === fold),
    ),
    rest: order.filter((_, i) => i % folds !== fold),
  }));
  const steps = parts.reduce((sum, { heldOut }) => sum + Math.ceil(heldOut.count / BATCH_SIZE), 0);
  const phase = startPhase({ ...watched, phase: 'bandwidth', steps, units: rows.count });
  const likelihoods = bandwidths.map(() => 0);
  for (const { heldOut, rest } of parts) {
    const references = referenceRows(gather(rows, rest));
    try {
      for (const { start, length } of batchesOf(heldOut.count, BATCH_SIZE)) {
        const distances = await references.distancesTo(() => rowsTensor(heldOut, start, length));
        bandwidths.forEach((bandwidth, b) => {
          likelihoods[b] =
            (likelihoods[b] as number) + length * logKernelHeight(rows.size, bandwidth);
          for (let i = 0; i < length; i++) {
            likelihoods[b] += logMeanKernel(
              distances.subarray(i * rest.length, (i + 1) * rest.length),
              bandwidth,
            );
          }
        });
        await phase.step(length);
      }
    } finally {
      references.dispose();
    }
  }
  phase.end();
  return bandwidths[likelihoods.indexOf(Math.max(...likelihoods))] as number;
}

function gather(rows: Rows, positions: Uint32Array): Rows {
  const data = new Float32Array(positions.length * rows.size);
  positions.forEach((position, i) => {
    data.set(rowOf(rows, position), i * rows.size);
  });
  return { count: positions.length, size: rows.size, data };
}
