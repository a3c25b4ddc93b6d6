import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { entryOf, folderOf } from '../src/node/installation.ts';
import { unusedGpuWarning } from '../src/node/unused-gpu.ts';

const driver = [fileURLToPath(import.meta.url)];
const [cuda, cpu] = [entryOf(folderOf('cuda')), entryOf(folderOf('cpu'))];

describe('TensorFlow for GPUs that computes on the processor', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is told of where there is a driver', () => {
    vi.stubEnv('CUDA_VISIBLE_DEVICES', undefined);
    expect(unusedGpuWarning(cuda, 'CPU', driver)).toContain('TF_CPP_MIN_LOG_LEVEL=0');
    expect(
      unusedGpuWarning(
        '/project/node_modules/@tensorflow/tfjs-node-gpu/dist/index.js',
        'CPU',
        driver,
      ),
    ).toContain('computes on the processor');
  });

  it('is not, where it computes on the GPU, is made for the processor, or there is no GPU', () => {
    vi.stubEnv('CUDA_VISIBLE_DEVICES', undefined);
    expect([
      unusedGpuWarning(cuda, 'GPU', driver),
      unusedGpuWarning(cpu, 'CPU', driver),
      unusedGpuWarning(cuda, 'CPU', ['/nowhere']),
    ]).toEqual([undefined, undefined, undefined]);
  });

  it.each(['', '-1'])('is not, where CUDA_VISIBLE_DEVICES=%j hides the GPUs', (hidden) => {
    vi.stubEnv('CUDA_VISIBLE_DEVICES', hidden);
    expect(unusedGpuWarning(cuda, 'CPU', driver)).toBeUndefined();
  });
});
