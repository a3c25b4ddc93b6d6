import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useBackend } from '../src/index.ts';
import { cudaPackages } from '../src/node/install-step.ts';
import { machineVariant } from '../src/node/installation.ts';
import { checkDisk, checkPlatform } from '../src/node/requirement.ts';

describe('what an installation needs', () => {
  it('is room on the disk, of a folder that is not there too', async () => {
    const folder = join(tmpdir(), 'oneclass-none', 'backends');
    await expect(checkDisk(folder, 1)).resolves.toBeUndefined();
    await expect(checkDisk(folder, 1e18)).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringMatching(
        /Nothing was downloaded.*1000000000\.0 GB.*ONECLASS_CACHE_DIR/,
      ) as string,
    });
  });

  it('follows the driver', () => {
    expect(machineVariant([import.meta.filename])).toBe('cuda');
    expect(machineVariant([join(tmpdir(), 'oneclass-none')])).toBe('cpu');
  });

  it("is, with CUDA, what the wheel's extra lists", () => {
    // As in the metadata of TensorFlow 2.18 and 2.14: with and without parentheses.
    const metadata = [
      'Requires-Dist: numpy<2.1.0,>=1.26.0',
      'Requires-Dist: nvidia-cublas-cu12==12.5.3.2; extra == "and-cuda"',
      "Requires-Dist: nvidia-cuda-nvrtc-cu11 (==11.8.89) ; extra == 'and-cuda'",
    ].join('\n');
    expect(cudaPackages(metadata)).toEqual([
      'nvidia-cublas-cu12==12.5.3.2',
      'nvidia-cuda-nvrtc-cu11==11.8.89',
    ]);
  });
});

describe.skipIf(process.platform !== 'linux')('a Linux without glibc', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  it('is told to take wasm or an image with glibc, and not to install a package', async () => {
    vi.spyOn(process.report, 'getReport').mockReturnValue({ header: {} });
    vi.stubEnv('ONECLASS_CACHE_DIR', join(tmpdir(), 'oneclass-none'));
    const message = /Choose "wasm", or take an image with glibc, as node:24-slim\.$/;
    expect(checkPlatform).toThrow(message);
    await expect(useBackend('native')).rejects.toThrow(message);
  });
});
