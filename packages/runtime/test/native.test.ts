import { createRequire } from 'node:module';
import { join } from 'node:path';
import nodeUtil from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { useBackend, type BackendChoice } from '../src/index.ts';
import { installNative } from '../src/node/index.ts';
import { handOverTfjs } from '../src/node/borrowed-tfjs.ts';
import { entryOf } from '../src/node/installation.ts';
import { openWorkshop, type Workshop } from './fake-tools.ts';

vi.mock('../src/node/measure-backends.ts', () => ({ measureInProcess: async () => ({}) }));

const util = nodeUtil as { isNullOrUndefined?: (value: unknown) => boolean };

// Its JavaScript is made up; the real one is in native.full.test.ts.
describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')(
  'a native backend in the cache',
  () => {
    let workshop: Workshop;
    let entry: string;
    let choice: BackendChoice;
    const before = util.isNullOrUndefined;
    const deprecated = vi.fn();
    beforeAll(async () => {
      workshop = await openWorkshop();
      for (const [name, value] of Object.entries(workshop.env)) vi.stubEnv(name, value);
      vi.stubEnv('TF_CPP_MIN_LOG_LEVEL', undefined);
      for (const name of [
        'TF_ENABLE_ONEDNN_OPTS',
        'NVIDIA_TF32_OVERRIDE',
        'TF_DETERMINISTIC_OPS',
        'TF_FORCE_GPU_ALLOW_GROWTH',
      ])
        vi.stubEnv(name, undefined);
      vi.stubEnv('TF_NUM_INTRAOP_THREADS', '3');
      entry = entryOf((await installNative({ variant: 'cpu' })).installation.folder);
      util.isNullOrUndefined = deprecated;
      choice = await useBackend();
    });
    afterAll(async () => {
      vi.unstubAllEnvs();
      if (before) util.isNullOrUndefined = before;
      await workshop.remove();
    });

    it('is the best that there is', () => {
      expect(choice).toEqual({
        name: 'native',
        why: 'TensorFlow itself is installed',
        versions: { tfjs: '4.22.0', 'tfjs-node': '4.22.0', tensorflow: '2.21.0' },
        device: 'CPU',
        threads: 3,
      });
      expect(tf.getBackend()).toBe('tensorflow');
    });

    it("uses the application's TensorFlow.js, and leaves nothing of it behind", () => {
      const loaded = createRequire(import.meta.url)(entry) as { tf: typeof tf };
      expect(loaded.tf.engine()).toBe(tf.engine());
      expect(loaded.tf.Tensor).toBe(tf.Tensor);
      expect(Object.getOwnPropertySymbols(globalThis).map(String)).not.toContain(
        'Symbol(oneclass.tfjs)',
      );
    });

    it("is not taken for TensorFlow.js itself, by the name that Node 23 and later add to a module's", () => {
      const takeBack = handOverTfjs(Object.assign({ ...tf }, { 'module.exports': tf }));
      const handed =
        (globalThis as unknown as Record<symbol, object>)[Symbol.for('oneclass.tfjs')] ?? {};
      takeBack();
      expect(Object.keys(handed)).toContain('matMul');
      expect(Object.keys(handed)).not.toContain('module.exports');
    });

    it('is loaded once, and found again after another', async () => {
      await useBackend('wasm');
      expect((await useBackend('native')).name).toBe('native');
      expect(tf.tidy(() => [...tf.matMul(tf.ones([1, 2]), tf.ones([2, 1])).dataSync()])).toEqual([
        2,
      ]);
    });

    it('has back what Node 22 warns of and 23 took out, keeps TensorFlow quiet and turns oneDNN on', () => {
      expect([null, undefined, 0].map((value) => util.isNullOrUndefined?.(value))).toEqual([
        true,
        true,
        false,
      ]);
      expect(deprecated).not.toHaveBeenCalled();
      expect(process.env.TF_CPP_MIN_LOG_LEVEL).toBe('2');
      expect(process.env.TF_ENABLE_ONEDNN_OPTS).toBe('1');
    });

    it('is refused when it computes wrongly, as without one of CUDA’s libraries, and said why', async () => {
      const right = tf.getKernel('BatchMatMul', 'tensorflow');
      await useBackend('wasm');
      tf.unregisterKernel('BatchMatMul', 'tensorflow');
      tf.registerKernel({
        ...right,
        kernelFunc: (call) => {
          const product = right.kernelFunc(call) as tf.TensorInfo;
          const backend = call.backend as unknown as {
            data: { get: (id: object) => { values: Float32Array } };
          };
          backend.data.get(product.dataId).values.fill(NaN);
          return product;
        },
      });
      const message = expect.stringMatching(
        /computes wrongly on the CPU: .+ 19,22,43,50\. Received: NaN,NaN,NaN,NaN\./,
      ) as string;
      const kept = tf.memory().numTensors;
      await expect(useBackend('native')).rejects.toMatchObject({ code: 'unsupported', message });
      expect(tf.getBackend()).toBe('wasm');
      expect(tf.memory().numTensors).toBe(kept);
      expect(await useBackend()).toMatchObject({ name: 'wasm', warning: message });
      tf.unregisterKernel('BatchMatMul', 'tensorflow');
      tf.registerKernel(right);
    });

    it('computes on GPUs in float32, the same in every run, and takes no more of their memory than it needs', () => {
      const { NVIDIA_TF32_OVERRIDE, TF_DETERMINISTIC_OPS, TF_FORCE_GPU_ALLOW_GROWTH } = process.env;
      expect({ NVIDIA_TF32_OVERRIDE, TF_DETERMINISTIC_OPS, TF_FORCE_GPU_ALLOW_GROWTH }).toEqual({
        NVIDIA_TF32_OVERRIDE: '0',
        TF_DETERMINISTIC_OPS: '1',
        TF_FORCE_GPU_ALLOW_GROWTH: 'true',
      });
    });

    it('is loaded by useBackend only', () => {
      const standIn = join(entry, '../../../tfjs/index.js');
      delete createRequire(import.meta.url).cache[createRequire(import.meta.url).resolve(standIn)];
      expect(() => createRequire(import.meta.url)(standIn) as unknown).toThrow('useBackend');
    });
  },
);
