import { describe, expect, it } from 'vitest';
import { installNative, measureBackends } from '../src/node/index.ts';
import { FAKE_BACKEND, npmWith, workshopOfEachTest } from './fake-tools.ts';

const workshop = workshopOfEachTest();

const install = async (backend: string): Promise<unknown> => {
  await workshop.setTool('npm', npmWith(backend));
  return installNative({ variant: 'cpu' });
};

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')(
  'what was just installed',
  () => {
    it('is seen to compute, in a process of its own', async () => {
      expect(await install(FAKE_BACKEND)).toMatchObject({
        present: false,
        measured: {
          device: 'CPU',
          versions: { tensorflow: '2.21.0', 'tfjs-node': '4.22.0' },
          gflops: expect.any(Number) as number,
        },
      });
    });

    it.each([
      [
        'computes something wrong',
        `${FAKE_BACKEND}\nbackend.readSync = () => new Float32Array(4);`,
        /computes wrongly/,
      ],
      ['takes its process down', 'process.abort()', /takes its process down \(SIGABRT\)/],
      [
        'lacks a library',
        'throw new Error("libcudart.so.12: cannot open shared object file")',
        /does not load \(libcudart\.so\.12/,
      ],
    ])('is refused when it %s', async (_, backend, message) => {
      await expect(install(backend)).rejects.toMatchObject({
        code: 'unsupported',
        message: expect.stringMatching(message) as string,
      });
    });
  },
);

describe('measureBackends', () => {
  it('measures each, and says of the others why not', async () => {
    const [native, webgpu, wasm, cpu] = await measureBackends();
    expect(native).toEqual({
      name: 'native',
      problem: expect.stringContaining('backend install') as string,
    });
    expect(webgpu).toEqual({
      name: 'webgpu',
      problem: expect.stringContaining('navigator.gpu') as string,
    });
    expect(wasm).toMatchObject({ name: 'wasm', problem: null, device: 'CPU', threads: 1 });
    expect(cpu).toMatchObject({ name: 'cpu', problem: null });
    const speeds = [wasm, cpu].map((measured) =>
      measured?.problem === null ? measured.gflops : 0,
    );
    expect(speeds[0]).toBeGreaterThan(speeds[1] ?? 0);
  });
});
