/** @file Toys that save and resume wrongly: states, checkpoints, shared phases. */
import type { DetectorState, NamedTensor } from '@oneclass/core';
import { resolveToyConfig } from '../toy/config.ts';
import { toy } from '../toy.ts';
import {
  emptyToy,
  isSquare,
  messageOf,
  reporting,
  withCheckpoint,
  withDetector,
  withFit,
  withRestore,
  type BrokenToy,
} from './changes.ts';

const withMean = (state: DetectorState, mean: NamedTensor): DetectorState => ({
  ...state,
  tensors: { ...state.tensors, mean },
});

export const persistence: Record<string, BrokenToy> = {
  'has a state that says all of the detector': withDetector(({ state, config }) => ({
    state: () => ({ ...state(), config: { ...config, epochs: 99 } }),
  })),
  'comes back from its file with the same results': withRestore((state) => {
    const { mean } = state.tensors;
    if (!mean || !isSquare(state)) return toy.restore(state);
    return toy.restore(withMean(state, { ...mean, data: mean.data.map((value) => value + 0.01) }));
  }),
  'refuses a damaged, shortened or future file, or is not harmed by it': withRestore((state) => {
    if (!('epochs' in state.config) && 'batchSize' in state.config)
      throw new TypeError('config.epochs is undefined');
    return toy.restore(state);
  }),
  "refuses another method's file under its own name": withRestore((state) =>
    'foreignKey' in state.config ? emptyToy() : toy.restore(state),
  ),
  'refuses a state with a tensor missing': withRestore((state) =>
    Object.keys(state.tensors).length === 0 ? emptyToy() : toy.restore(state),
  ),
  'refuses a state with a misshaped tensor': withRestore((state) =>
    state.tensors['mean']?.shape.length === 2 ? emptyToy() : toy.restore(state),
  ),
  'refuses a state with a tensor that is not finite': withRestore((state) => {
    return state.tensors['mean']?.shape.length === 1 &&
      state.tensors['mean'].data.some(Number.isNaN)
      ? emptyToy()
      : toy.restore(state);
  }),
  'refuses a state with damaged facts, where it has any': withRestore((state) =>
    state.facts?.['values'] === 1e9 ? emptyToy() : toy.restore(state),
  ),
  'refuses a state of far larger images, or makes nothing of their size': withRestore((state) => {
    const values = state.sampleShape.reduce((product, length) => product * length, 1);
    if (values < 1e5) return toy.restore(state);
    const mean = { shape: [values], data: new Float32Array(values) };
    return toy.restore({ ...withMean(state, mean), facts: { values } });
  }),
};

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes: Uint8Array): { step: number; mean: number[] } =>
  JSON.parse(new TextDecoder().decode(bytes));

export const checkpoints: Record<string, BrokenToy> = {
  'saves itself if it says that it resumes, and leaves checkpoints alone if not': {
    ...toy,
    resumable: false,
  },
  'resumes a stopped fit to the same scores': withCheckpoint((bytes) => {
    if (bytes.at(-1) !== '}'.charCodeAt(0)) return bytes; // cut short
    const saved = decode(bytes);
    return encode({ ...saved, step: saved.step + 1 });
  }),
  'reports every epoch of a resumed fit': withFit((samples, config, run = {}) => {
    let resumed = false;
    const { checkpoint } = run;
    const load = async (): Promise<Uint8Array | undefined> => {
      const bytes = await checkpoint?.load();
      resumed = bytes !== undefined;
      return bytes;
    };
    const quiet = reporting(run, (event) =>
      resumed && event.type === 'epoch-end' && event.epoch === 1 ? undefined : event,
    );
    return toy.fit(
      samples,
      config,
      checkpoint ? { ...quiet, checkpoint: { ...checkpoint, load } } : run,
    );
  }),
  "does not continue another fit's checkpoint": withFit(async (samples, config, run = {}) => {
    try {
      return await toy.fit(samples, config, run);
    } catch (error) {
      const bytes = await run.checkpoint?.load();
      if (!bytes || !messageOf(error).includes('another fit')) throw error;
      const data = Float32Array.from(decode(bytes).mean);
      return emptyToy({
        config: resolveToyConfig(config),
        tensors: { mean: { shape: [64], data } },
      });
    }
  }),
  'is not harmed by a damaged checkpoint': withCheckpoint((bytes) => encode(decode(bytes))),
};

export const sharedPhases: Record<string, BrokenToy> = {
  // Its phase in common, where it is whole, is no use but to the fit that made it.
  'takes a phase that fits have in common to the same scores': withFit(
    async (samples, config, run = {}) => {
      const store = run.shared?.('phase');
      const whole = encode(0);
      const found = (await store?.load())?.length === whole.length;
      await store?.save(whole);
      return toy.fit(samples, found ? { ...config, seed: 1 } : config, run);
    },
  ),
  'is not harmed by damage to a phase that fits have in common': withFit(
    async (samples, config, run = {}) => {
      const store = run.shared?.('phase');
      const found = await store?.load();
      if (found) decode(found);
      await store?.save(encode({ step: 0 }));
      return toy.fit(samples, config, run);
    },
  ),
};
