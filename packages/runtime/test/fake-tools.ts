import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, vi } from 'vitest';

/**
 * A folder with a cache, and programs in place of npm, pip and the compiler, which write down how
 * they are called.
 */
export interface Workshop {
  readonly cache: string;
  /** The environment in which the fakes are all that there is. */
  readonly env: Readonly<Record<string, string>>;
  /** Puts a program in place of another; none at all where `source` is undefined. */
  setTool(name: ToolName, source: string | undefined): Promise<void>;
  /** The calls so far, `--version` not among them: 'npm install …'. */
  calls(): Promise<string[]>;
  remove(): Promise<void>;
}

export type ToolName = 'npm' | 'python3' | 'g++';

/** Source of a native backend's JavaScript that computes with the cpu backend's kernels. */
export const FAKE_BACKEND = `
const tf = require('@tensorflow/tfjs');
const binary = require('node:path').join(__dirname, '../lib/napi-v8/tfjs_binding.node');
require('node:fs').accessSync(binary);
const backend = tf.findBackendFactory('cpu')();
backend.binding = { TF_Version: '2.21.0' };
backend.isUsingGpuDevice = false;
for (const kernel of tf.getKernelsForBackend('cpu')) {
  tf.registerKernel({ ...kernel, backendName: 'tensorflow' });
}
tf.registerBackend('tensorflow', () => backend, 3);
tf.setBackend('tensorflow');
exports.version = { ...tf.version, 'tfjs-node': '4.22.0' };
exports.tf = tf;
`;

/** Its stand-ins are linked as npm does. */
export const npmWith = (backend: string): string => `
const { dependencies } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
for (const [name, version] of Object.entries(dependencies)) {
  const folder = path.join('node_modules', name);
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  if (!version.startsWith('file:')) continue;
  fs.symlinkSync(path.relative(path.dirname(folder), version.slice(5)), folder);
}
const name = '@tensorflow/tfjs-node-gpu';
const gpu = 'node_modules/' + name;
write(gpu + '/package.json', JSON.stringify({ name, main: 'dist/index.js' }));
write(gpu + '/dist/nodejs_kernel_backend.js', 'exports.isList = (0, util_1.isArray)([]);');
write(gpu + '/binding/tfjs_binding.cc', '');
write(gpu + '/dist/index.js', ${JSON.stringify(backend)});
`;

const METADATA =
  'Name: tensorflow\nRequires-Dist: numpy>=1.26.0\nRequires-Dist: ' +
  'nvidia-cudnn-cu12<10.0,>=9.3.0.75; extra == "and-cuda"\n';

export const FAKE_PIP = `
const target = args[args.indexOf('--target') + 1];
const wheel = /^tensorflow/.test(args.at(-1)) ? args.at(-1).split('==') : undefined;
if (wheel) {
  const installed = wheel[0].replace('-', '_') + '-' + wheel[1].replace('*', '0');
  write(target + '/' + installed + '.dist-info/METADATA', ${JSON.stringify(METADATA)});
  const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
  for (const file of [...libraries, 'include/c_api.h', 'python/ops.py']) {
    write(target + '/tensorflow/' + file, '');
  }
} else write(target + '/nvidia/cudnn/lib/libcudnn.so.9', '');
write(process.env.TMPDIR + '/leftover', '');
`;

export const FAKE_COMPILER = `write(args[args.indexOf('-o') + 1], '');`;

const DEFAULTS: Readonly<Record<ToolName, string>> = {
  npm: npmWith(FAKE_BACKEND),
  python3: FAKE_PIP,
  'g++': FAKE_COMPILER,
};

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

export async function openWorkshop(): Promise<Workshop> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'oneclass-backend-')));
  const [bin, cache, log] = [join(folder, 'bin'), join(folder, 'cache'), join(folder, 'calls')];
  await mkdir(bin);
  await writeFile(log, '');
  const setTool = async (name: ToolName, source: string | undefined): Promise<void> => {
    await rm(join(bin, name), { force: true });
    if (source === undefined) return;
    await writeFile(join(bin, `${name}.cjs`), program(name, source, log));
    await writeFile(
      join(bin, name),
      '#!/bin/sh\ncase " $* " in *" --version "*) exit 0 ;; esac\nNODE_OPTIONS= exec ' +
        `${process.execPath} ${join(bin, name)}.cjs "$@"\n`,
    );
    await chmod(join(bin, name), 0o755);
  };
  for (const [name, source] of Object.entries(DEFAULTS)) await setTool(name as ToolName, source);
  return {
    cache,
    // The processes that measure run from source too.
    env: {
      PATH: bin,
      CXX: '',
      ONECLASS_CACHE_DIR: cache,
      ONECLASS_BACKEND: '',
      NODE_OPTIONS: `--import ${TSX} --conditions=@oneclass/source`,
    },
    setTool,
    calls: async () => (await readFile(log, 'utf8')).split('\n').filter((line) => line !== ''),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** One for each test of the file, its environment in place. */
export function workshopOfEachTest(): Pick<Workshop, 'cache' | 'setTool' | 'calls'> {
  let workshop: Workshop;
  beforeEach(async () => {
    workshop = await openWorkshop();
    for (const [name, value] of Object.entries(workshop.env)) vi.stubEnv(name, value);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await workshop.remove();
  });
  return {
    get cache() {
      return workshop.cache;
    },
    setTool: (name, source) => workshop.setTool(name, source),
    calls: () => workshop.calls(),
  };
}

const program = (name: ToolName, source: string, log: string): string => `
const fs = require('node:fs');
const path = require('node:path');
const write = (file, text) => {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
};
const args = process.argv.slice(2);
fs.appendFileSync(${JSON.stringify(log)}, [${JSON.stringify(name)}, ...args].join(' ') + '\\n');
${source}
`;
