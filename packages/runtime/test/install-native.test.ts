import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { OneClassError } from '@oneclass/core';
import {
  findInstallations,
  installNative,
  removeNative,
  type InstallEvent,
} from '../src/node/index.ts';
import { measureInProcess, type Measurement } from '../src/node/measure-backends.ts';
import { FAKE_PIP, workshopOfEachTest } from './fake-tools.ts';

// A process of its own, which takes seconds: as it is in measure-backends.full.test.ts.
vi.mock('../src/node/measure-backends.ts', async (load) => ({
  ...(await load<object>()),
  measureInProcess: vi.fn(),
}));
const MEASURED: Measurement = {
  versions: { tensorflow: '2.21.0' },
  device: 'CPU',
  threads: 2,
  gflops: 100,
};

const workshop = workshopOfEachTest();
beforeEach(() => void vi.mocked(measureInProcess).mockReset().mockResolvedValue(MEASURED));

const cpu = { variant: 'cpu' } as const;
const folder = (): string => join(workshop.cache, 'backends', 'native-linux-x64-cpu');
/** What lies about in the cache. */
const everything = async (): Promise<string[]> =>
  existsSync(workshop.cache) ? (await readdir(workshop.cache, { recursive: true })).sort() : [];
const inBackends = (): Promise<string[]> =>
  readdir(join(workshop.cache, 'backends')).catch(() => []);

// TensorFlow is installed so on Linux on x86-64 only.
describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('installNative', () => {
  it('fetches, builds and computes in steps, and leaves only what is needed to run', async () => {
    const events: InstallEvent[] = [];
    const { installation, present, measured } = await installNative({
      ...cpu,
      onProgress: (event) => events.push(event),
    });
    expect({ installation, present, measured }).toEqual({
      installation: { variant: 'cpu', tensorflow: '2.21.0', folder: folder() },
      present: false,
      measured: MEASURED,
    });
    const steps = ['package', 'tensorflow', 'build', 'verify'].flatMap((step) => [
      `step-start ${step}`,
      `step-end ${step}`,
    ]);
    expect(
      events.map((event) => ('step' in event ? `${event.type} ${event.step}` : event.type)),
    ).toEqual(steps);
    expect(await workshop.calls()).toEqual([
      expect.stringMatching(/^npm install --ignore-scripts /) as string,
      expect.stringMatching(
        /^python3 -m pip install --target \S+ --no-deps .+ tensorflow-cpu==2\.21\.\*$/,
      ) as string,
      expect.stringMatching(/^g\+\+ .*load_quietly\.node/) as string,
      expect.stringMatching(/^g\+\+ .*tfjs_binding\.node \S*libtensorflow_cc\.so\.2 /) as string,
    ]);
    expect(await inBackends()).toEqual(['native-linux-x64-cpu']);
    expect(await readdir(workshop.cache)).toEqual(['backends']);
    expect((await readdir(join(folder(), 'python'), { recursive: true })).sort()).toEqual([
      'tensorflow',
      'tensorflow/libtensorflow_cc.so.2',
      'tensorflow/libtensorflow_framework.so.2',
    ]);
    expect(await readdir(folder())).not.toContain('tmp');
    // What Node 22 and later warn of.
    expect(
      await readFile(
        join(folder(), 'node_modules/@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js'),
        'utf8',
      ),
    ).toBe('exports.isList = (0, Array.isArray)([]);');
    expect(await findInstallations()).toEqual([installation]);
  });

  it('finds what is there the second time', async () => {
    await installNative(cpu);
    const calls = await workshop.calls();
    expect(await installNative({ ...cpu, tensorflow: '2.21.0' })).toMatchObject({
      present: true,
      installation: { tensorflow: '2.21.0' },
    });
    expect(await workshop.calls()).toEqual(calls);
  });

  it('makes anew what no longer works, and replaces another version', async () => {
    await installNative(cpu);
    vi.mocked(measureInProcess).mockRejectedValueOnce(
      new OneClassError('unsupported', 'does not load'),
    );
    expect(await installNative(cpu)).toMatchObject({ present: false });
    expect(await installNative({ ...cpu, tensorflow: '2.18' })).toMatchObject({
      present: false,
      installation: { tensorflow: '2.18.0' },
    });
    expect(await inBackends()).toEqual(['native-linux-x64-cpu']);
    expect(await findInstallations()).toMatchObject([{ tensorflow: '2.18.0' }]);
  });

  it('takes what the CUDA variant asks for besides', async () => {
    const { installation } = await installNative({ variant: 'cuda' });
    const [first, second] = (await workshop.calls()).filter((call) => call.startsWith('python3'));
    expect(first).toMatch(/ tensorflow==2\.21\.\*$/);
    expect(second).toMatch(/ --no-deps .* nvidia-cudnn-cu12<10\.0,>=9\.3\.0\.75$/);
    expect(existsSync(join(installation.folder, 'python/nvidia/cudnn/lib/libcudnn.so.9'))).toBe(
      true,
    );
  });

  it('of both variants leaves in use the one asked for last, also where it is there already', async () => {
    const used = async (): Promise<string | undefined> => (await findInstallations())[0]?.variant;
    await installNative(cpu);
    await installNative({ variant: 'cuda' });
    expect(await used()).toBe('cuda');
    expect(await installNative(cpu)).toMatchObject({ present: true });
    expect(await used()).toBe('cpu');
  });

  it('says where it can’t write, and what to set', async () => {
    // where nobody can make a folder, root neither
    vi.stubEnv('ONECLASS_CACHE_DIR', '/sys/oneclass');
    const refused = {
      code: 'download-failed',
      message: expect.stringMatching(
        /^\/sys\/oneclass\/backends, where .+ can't be written \(E.+ONECLASS_CACHE_DIR/,
      ) as string,
    };
    await expect(installNative(cpu)).rejects.toMatchObject(refused);
    await expect(removeNative()).rejects.toMatchObject(refused);
  });

  it('names all that is missing before anything is downloaded', async () => {
    await workshop.setTool('python3', undefined);
    await workshop.setTool('g++', undefined);
    await expect(installNative(cpu)).rejects.toMatchObject({
      code: 'missing-package',
      message: expect.stringMatching(/Nothing was downloaded.*python3-pip.*g\+\+/) as string,
    });
    expect(await workshop.calls()).toEqual([]);
    expect(await everything()).toEqual([]);
  });

  it.each([
    [
      'npm',
      'console.error("npm error 404"); process.exit(1)',
      'download-failed',
      /npm could not fetch[^]*exit code 1[^]*npm error 404/,
    ],
    [
      'python3',
      'console.log("ERROR: No matching distribution"); process.exit(1)',
      'download-failed',
      /pip could not fetch[^]*No matching distribution/,
    ],
    ['python3', '', 'download-failed', /pip installed no tensorflow-cpu/],
    [
      'g++',
      'console.error("error: no c_api.h"); process.exit(1)',
      'unsupported',
      /did not build[^]*no c_api\.h/,
    ],
  ] as const)(
    'says what %s said or did when it fails, and leaves nothing',
    async (tool, source, code, message) => {
      await workshop.setTool(tool, source);
      await expect(installNative(cpu)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message) as string,
      });
      expect(await everything()).toEqual(
        existsSync(join(workshop.cache, 'backends')) ? ['backends'] : [],
      );
    },
  );

  it('leaves nothing when what was built does not compute', async () => {
    const problem = new OneClassError('unsupported', 'computes wrongly');
    vi.mocked(measureInProcess).mockRejectedValueOnce(problem);
    await expect(installNative(cpu)).rejects.toBe(problem);
    expect(await everything()).toEqual(['backends']);
  });

  it('ends what it started when aborted, and leaves nothing', async () => {
    const pids = join(workshop.cache, '..', 'pids');
    const hang = `
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      fs.writeFileSync(${JSON.stringify(pids)}, process.pid + ' ' + child.pid);
      setInterval(() => {}, 1000);`;
    await workshop.setTool('python3', hang);
    const controller = new AbortController();
    const install = installNative({ ...cpu, signal: controller.signal });
    const rejected = expect(install).rejects.toThrow('stopped');
    await vi.waitFor(() => expect(existsSync(pids)).toBe(true), 10_000);
    controller.abort(new Error('stopped'));
    await rejected;
    const started = (await readFile(pids, 'utf8')).split(' ').map(Number);
    await vi.waitFor(() => expect(started.filter(isRunning)).toEqual([]), 5000);
    expect(await everything()).toEqual(['backends']);
  });

  it('clears away what a killed one left', async () => {
    await workshop.setTool(
      'python3',
      'setInterval(() => {}, 100); setTimeout(() => process.exit(1), 3000)',
    );
    const child = fork(new URL('./install-child.ts', import.meta.url), {
      stdio: 'ignore',
      env: { ...process.env },
    });
    await once(child, 'message');
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(await inBackends()).toEqual([expect.stringMatching(/^\.install-/) as string]);
    await workshop.setTool('python3', FAKE_PIP);
    // As if the lock's time were over.
    await utimes(join(workshop.cache, 'backends.lock'), 0, 0);
    await installNative(cpu);
    expect(await inBackends()).toEqual(['native-linux-x64-cpu']);
  });

  it('waits for one that is under way, and finds what that made', async () => {
    const waits: string[] = [];
    const both = await Promise.all([
      installNative(cpu),
      delay(50).then(() => installNative({ ...cpu, onProgress: ({ type }) => waits.push(type) })),
    ]);
    expect(both.map(({ present }) => present)).toEqual([false, true]);
    expect(waits).toEqual(['install-wait']);
    expect((await workshop.calls()).filter((call) => call.startsWith('npm'))).toHaveLength(1);
  });

  it('refuses what is no version of TensorFlow', async () => {
    await expect(installNative({ ...cpu, tensorflow: 'latest' })).rejects.toMatchObject({
      code: 'invalid-argument',
      argument: 'tensorflow',
    });
  });

  it('is undone by removeNative', async () => {
    const { installation } = await installNative(cpu);
    expect(await removeNative()).toEqual([installation]);
    expect(await everything()).toEqual([]);
    expect(await removeNative()).toEqual([]);
  });
});

describe('installNative elsewhere', () => {
  it("points to the package's own installer", async () => {
    const platform = Object.getOwnPropertyDescriptor(process, 'platform') ?? {};
    Object.defineProperty(process, 'platform', { ...platform, value: 'darwin' });
    try {
      await expect(installNative(cpu)).rejects.toMatchObject({
        code: 'unsupported',
        message: expect.stringContaining('npm install @tensorflow/tfjs-node') as string,
      });
    } finally {
      Object.defineProperty(process, 'platform', platform);
    }
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
