import {
  installNative,
  measureBackends,
  removeNative,
  type MeasuredBackend,
} from '@oneclass/runtime/node';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { callOneclass } from './call-oneclass.ts';

// Installing is tested in @oneclass/runtime.
vi.mock('@oneclass/runtime/node', () => ({
  installNative: vi.fn(),
  measureBackends: vi.fn(),
  removeNative: vi.fn(),
}));

const installation = { variant: 'cpu', tensorflow: '2.21.0', folder: '/cache/native' } as const;
const measured = {
  versions: { tfjs: '4.22.0', tensorflow: '2.21.0' },
  device: 'CPU',
  threads: 8,
  gflops: 103.4,
} as const;
const backends: MeasuredBackend[] = [
  { name: 'native', problem: 'The "native" backend is not installed.' },
  { name: 'webgpu', problem: 'There is no WebGPU here.' },
  {
    name: 'wasm',
    problem: null,
    versions: { tfjs: '4.22.0' },
    device: 'CPU',
    threads: 1,
    gflops: 22.4,
  },
  {
    name: 'cpu',
    problem: null,
    versions: { tfjs: '4.22.0' },
    device: 'CPU',
    threads: 1,
    gflops: 0.83,
  },
];

beforeEach(() => {
  for (const mock of [installNative, measureBackends, removeNative]) vi.mocked(mock).mockReset();
  vi.mocked(measureBackends).mockResolvedValue(backends);
  vi.mocked(installNative).mockResolvedValue({ installation, present: false, measured });
});

describe('oneclass backend', () => {
  it('shows each with its speed, why others are not there, and which is used', async () => {
    const { code, stdout, stderr } = await callOneclass(['backend']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(
        /^native +– +–[^]*^wasm +CPU +1 +22 +tfjs 4\.22\.0[^]*/.source +
          /^cpu +CPU +1 +0\.8 [^]*^native: The "native" backend is not installed\.$/.source,
        'm',
      ),
    );
    expect(stderr).toContain('wasm is used');
  });

  it('says what is wrong with one that works', async () => {
    vi.mocked(measureBackends).mockResolvedValue([
      { name: 'native', problem: null, ...measured, warning: 'It found no GPU.' },
    ]);
    expect((await callOneclass(['backend'])).stdout).toMatch(
      /^native +CPU [^]*^native: It found no GPU\.$/m,
    );
  });

  it('is there for programs', async () => {
    expect(JSON.parse((await callOneclass(['backend', '--json'])).stdout)).toEqual(backends);
  });
});

describe('oneclass backend install', () => {
  it('shows each step with its time, then what it does, and prints the folder', async () => {
    vi.mocked(installNative).mockImplementation(async ({ onProgress } = {}) => {
      onProgress?.({ type: 'install-wait' });
      onProgress?.({ type: 'step-start', step: 'build' });
      onProgress?.({ type: 'step-end', step: 'build', seconds: 13.52 });
      return { installation, present: false, measured };
    });
    const { code, stdout, stderr } = await callOneclass(['backend', 'install']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '/cache/native\n' });
    expect(stderr).toBe(
      'Another process is installing or removing: waiting for it.\n3/4 building the binding ' +
        '…\n    done in 13.5 s\nTensorFlow 2.21.0 (cpu) is installed and works: CPU, 103 ' +
        'GFLOP/s.\n',
    );
    expect(vi.mocked(installNative).mock.calls[0]?.[0]).not.toHaveProperty('variant');
  });

  it('passes on what it is told, and says when no GPU was found', async () => {
    vi.mocked(installNative).mockResolvedValue({
      installation: { ...installation, variant: 'cuda' },
      present: true,
      measured,
    });
    const { stderr } = await callOneclass(['backend', 'install', '--cuda', '--tensorflow', '2.18']);
    expect(vi.mocked(installNative).mock.calls[0]?.[0]).toMatchObject({
      variant: 'cuda',
      tensorflow: '2.18',
      signal: expect.any(AbortSignal) as AbortSignal,
    });
    expect(stderr).toMatch(/is there already and works[^]*found no GPU/);
  });

  it('is for one of both', async () => {
    const { code, stderr } = await callOneclass(['backend', 'install', '--cuda', '--cpu']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('cannot be used with') as string,
    });
  });
});

describe('oneclass backend remove', () => {
  it('says what it removed, or that there was nothing', async () => {
    vi.mocked(removeNative).mockResolvedValueOnce([installation]).mockResolvedValueOnce([]);
    expect(await callOneclass(['backend', 'remove'])).toEqual({
      code: 0,
      stdout: '/cache/native\n',
      stderr: 'TensorFlow 2.21.0 (cpu) is removed.\n',
    });
    expect(await callOneclass(['backend', 'remove'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'No native TensorFlow was installed here: nothing to remove.\n',
    });
  });
});
