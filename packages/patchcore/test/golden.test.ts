import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { Tensor1D } from '@tensorflow/tfjs';
import { createRng } from '@oneclass/core';
import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { near, pattern } from '../../../scripts/golden/pattern.ts';
import { greedyCoreset } from '../src/coreset.ts';
import { nearestDistances } from '../src/objective.ts';
import { standardizationOf, standardized } from '../src/standardization.ts';

interface Golden {
  readonly mean: number[];
  readonly deviation: number[];
  /** Positions of the coreset's patches, as they are chosen. */
  readonly order: number[];
  /** Of new patches. */
  readonly distances: number[];
}

// Made by golden/patchcore.py, which computes the same features by the same formula.
const golden = JSON.parse(
  readFileSync(new URL('golden/patchcore.json', import.meta.url), 'utf8'),
) as Golden;
const [PATCHES, NEW, CHANNELS, BANK, START] = [200, 40, 6, 30, 17];

beforeAll(() => useBackend());

const featuresOf = (patches: number, salt: number): Float32Array =>
  pattern(patches * CHANNELS, salt).map((value, i) => {
    const channel = i % CHANNELS;
    return value * (channel + 1) * (channel === CHANNELS - 1 ? 2 ** -10 : 1) + 10;
  });

const standardization = standardizationOf(featuresOf(PATCHES, 600), CHANNELS);
const rows = standardized(featuresOf(PATCHES, 600), standardization);
const startingAt = { ...createRng(0), integer: () => START };
const options = { channels: CHANNELS, rng: startingAt };

function bankOf(order: Uint32Array): Float32Array {
  const bank = new Float32Array(order.length * CHANNELS);
  order.forEach((patch, i) => {
    bank.set(rows.subarray(patch * CHANNELS, (patch + 1) * CHANNELS), i * CHANNELS);
  });
  return bank;
}

describe('PatchCore', () => {
  it("standardises by NumPy's means and shrunk deviations", () => {
    near(standardization.mean, golden.mean, 1e-6);
    near(standardization.deviation, golden.deviation, 1e-6);
  });

  it("chooses NumPy's greedy coreset, patch by patch", async () => {
    const order = await greedyCoreset(rows, { ...options, wanted: BANK });
    expect([...order]).toEqual(golden.order);
  });

  it("has scikit-learn's distances to the nearest patch", async () => {
    const bank = bankOf(Uint32Array.from(golden.order));
    const found = tf.tidy(() => {
      const patches = tf.tensor2d(bank, [BANK, CHANNELS]);
      const squares = tf.sum(tf.square(patches), 1) as Tensor1D;
      const added = tf.tensor2d(standardized(featuresOf(NEW, 601), standardization), [
        NEW,
        CHANNELS,
      ]);
      return nearestDistances(added, { columns: tf.transpose(patches), squares });
    });
    near(await found.data(), golden.distances, 1e-5);
    found.dispose();
  });
});

describe('the coreset', () => {
  it('has one patch at least', async () => {
    expect([...(await greedyCoreset(rows, { ...options, wanted: 1 }))]).toEqual([START]);
  });

  it('has all patches where there are no more', async () => {
    const order = await greedyCoreset(rows, { ...options, wanted: 1000 });
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: PATCHES }, (_, i) => i));
  });

  it('has a patch that comes many times but once', async () => {
    const twice = new Float32Array(2 * rows.length);
    twice.set(rows);
    twice.set(rows, rows.length);
    const order = await greedyCoreset(twice, { ...options, wanted: 1000 });
    expect(new Set([...order].map((patch) => patch % PATCHES)).size).toBe(order.length);
    expect(order).toHaveLength(PATCHES);
  });
});
