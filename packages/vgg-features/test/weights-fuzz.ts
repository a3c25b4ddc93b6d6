/** @file Opens changed weights files, and says what went wrong with any. */
import { writeFile } from 'node:fs/promises';
import { createRng, isOneClassError } from '@oneclass/core';
import * as tf from '@tensorflow/tfjs';
import { changeFile } from '../../../scripts/fuzz/change-file.ts';
import { vgg19, type NodeWeights } from '../src/node/index.ts';
import { patternedWeights } from './patterned-weights.ts';

/** Milliseconds, and bytes beside ten times the file's, of which one file may take more. */
const MOST_TIME = 2000;
const MOST_MEMORY = 64 * 2 ** 20;

export interface WeightsFuzz {
  readonly seed: number;
  readonly cases: number;
  /** Where every second file is written to, to be read from there. */
  readonly path: string;
}

/** What went wrong, and how many files were taken and refused. */
export async function fuzzWeights({ seed, cases, path }: WeightsFuzz) {
  const file = patternedWeights({ last: 'relu1_1' });
  const rng = createRng(seed).derive('weights');
  const found = { faults: [] as string[], taken: 0, refused: 0 };
  for (let i = 0; i < cases; i++) {
    const { bytes, what } = changeFile(rng, file);
    if (i % 2 === 0) await writeFile(path, bytes);
    const before = { tensors: tf.memory().numTensors, memory: highest(), time: performance.now() };
    const faults: string[] = [];
    try {
      await open(i % 2 === 0 ? path : bytes);
      found.taken += 1;
    } catch (error) {
      found.refused += 1;
      if (!isOneClassError(error)) faults.push(String(error));
    }
    const left = tf.memory().numTensors - before.tensors;
    if (left !== 0) faults.push(`${String(left)} tensors are left`);
    if (performance.now() - before.time > MOST_TIME) faults.push('it took too long');
    if (highest() - before.memory > MOST_MEMORY + 10 * bytes.length)
      faults.push('it took too much memory');
    found.faults.push(...faults.map((fault) => `case ${String(i)}: ${what}: ${fault}`));
  }
  return found;
}

async function open(weights: NodeWeights): Promise<void> {
  const extractor = await vgg19({ weights, layers: ['relu1_1'] });
  extractor.dispose();
}

/** The most memory that the process has had, bytes. */
const highest = (): number => process.resourceUsage().maxRSS * 1024;
