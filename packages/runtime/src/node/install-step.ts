/**
 * @file The steps that make an installation in an empty folder. Versions and the compiler's line
 *   were checked with TensorFlow 2.18 and 2.21.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OneClassError } from '@oneclass/core';
import { runTool, ToolError } from '@oneclass/core/node';
import { BORROWED_TFJS } from './borrowed-tfjs.ts';
import { packageFolder, type Variant } from './installation.ts';
import { glibcMinor } from './libc.ts';
import type { Tools } from './requirement.ts';

export interface StepRun {
  readonly folder: string;
  readonly tools: Tools;
  readonly signal: AbortSignal;
}

const TFJS_NODE = '4.22.0';
const NODE_API_HEADERS = '1.9.0';
const NODE_PRE_GYP = '1.0.9';
/** Only chooses among the wheels: what is taken from them has nothing of Python. */
const PYTHON = '3.12';

// The package asks it where its binding is; of 60 packages this is all that is used. Called before
// the binding is loaded.
const FIND_BINDING = `const { dirname, join } = require('node:path');
exports.find = (manifest) => {
  require(join(dirname(manifest), 'lib', 'napi-v8', 'load_quietly.node'));
  return join(dirname(manifest), 'lib', 'napi-v8', 'tfjs_binding.node');
};
`;

// TensorFlow 2.21 logs a line while its library is loaded, before it looks at TF_CPP_MIN_LOG_LEVEL:
// an addon of its own loads the library, with stderr turned away meanwhile.
const LOAD_QUIETLY = `#include <cstdlib>
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>
extern "C" __attribute__((visibility("default")))
void* napi_register_module_v1(void*, void* exports) {
  const char* level = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  if (level == nullptr || std::atoi(level) < 1) return exports;
  const int kept = fcntl(2, F_DUPFD_CLOEXEC, 3);
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (kept >= 0 && nowhere >= 0) {
    dup2(nowhere, 2);
    dlopen("libtensorflow_framework.so.2", RTLD_NOW);
    dup2(kept, 2);
  }
  if (nowhere >= 0) close(nowhere);
  if (kept >= 0) close(kept);
  return exports;
}
`;

/**
 * JavaScript and binding sources of the native backend, from npm; its TensorFlow.js is the
 * application's.
 */
export async function installPackage({ folder, tools, signal }: StepRun): Promise<void> {
  const dependencies = {
    '@tensorflow/tfjs-node-gpu': TFJS_NODE,
    'node-api-headers': NODE_API_HEADERS,
    '@tensorflow/tfjs': await writeStandIn(folder, {
      name: '@tensorflow/tfjs',
      version: TFJS_NODE,
      source: BORROWED_TFJS,
    }),
    '@tensorflow/tfjs-core': await writeStandIn(folder, {
      name: '@tensorflow/tfjs-core',
      version: TFJS_NODE,
      source: BORROWED_TFJS,
    }),
    '@mapbox/node-pre-gyp': await writeStandIn(folder, {
      name: '@mapbox/node-pre-gyp',
      version: NODE_PRE_GYP,
      source: FIND_BINDING,
    }),
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  await fetching('npm', () =>
    runTool(
      [...tools.npm, 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'],
      { cwd: folder, signal },
    ),
  );
  await replaceDeprecated(join(packageFolder(folder), 'dist', 'nodejs_kernel_backend.js'));
}

/** Node 22 and later print a warning of it. */
async function replaceDeprecated(path: string): Promise<void> {
  const source = await readFile(path, 'utf8');
  await writeFile(path, source.replaceAll('util_1.isArray', 'Array.isArray'));
}

/**
 * @returns its specifier for npm, which finds it good enough for those who depend on the real one
 */
async function writeStandIn(
  folder: string,
  { name, version, source }: { name: string; version: string; source: string },
): Promise<string> {
  const path = join('stand-in', name.replace('/', '-'));
  await mkdir(join(folder, path), { recursive: true });
  await writeFile(
    join(folder, path, 'package.json'),
    JSON.stringify({ name, version, main: 'index.js' }),
  );
  await writeFile(join(folder, path, 'index.js'), source);
  return `file:./${path}`;
}

/** TensorFlow's libraries and headers, from PyPI. @returns its version */
export async function installTensorFlow(
  run: StepRun,
  { variant, version }: { variant: Variant; version: string },
): Promise<string> {
  const name = variant === 'cuda' ? 'tensorflow' : 'tensorflow-cpu';
  const wanted = version.split('.').length === 2 ? `${version}.*` : version;
  await pipInstall(run, [`${name}==${wanted}`]);
  const info = (await readdir(pythonFolder(run.folder)).catch(() => [])).find((entry) =>
    /^tensorflow.*\.dist-info$/.test(entry),
  );
  const installed = info && /-(.+)\.dist-info$/.exec(info)?.[1];
  if (!installed)
    throw new OneClassError(
      'download-failed',
      `pip installed no ${name}==${wanted}. Choose another version with --tensorflow.`,
      { expected: name },
    );
  if (variant === 'cuda')
    await pipInstall(
      run,
      cudaPackages(await readFile(join(pythonFolder(run.folder), info, 'METADATA'), 'utf8')),
    );
  return installed;
}

/**
 * What the extra `and-cuda` of TensorFlow's wheel asks for, as pip takes it. Side by side in one
 * folder, they find each other.
 */
export const cudaPackages = (metadata: string): string[] =>
  [...metadata.matchAll(/^Requires-Dist: *([^;\n]+?) *;.*extra *== *['"]and-cuda['"]/gm)].map(
    ([, requirement = '']) => requirement.replace(/[ ()]/g, ''),
  );

async function pipInstall(
  { folder, tools, signal }: StepRun,
  packages: readonly string[],
): Promise<void> {
  const temporary = join(folder, 'tmp');
  await mkdir(temporary, { recursive: true });
  const options = [
    '--target',
    pythonFolder(folder),
    '--no-deps',
    '--no-compile',
    '--only-binary',
    ':all:',
    '--python-version',
    PYTHON,
    ...platforms(),
  ];
  // TMPDIR: many a /tmp is too small. The others would have --target refused.
  const env = { TMPDIR: temporary, PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0' };
  await fetching('pip', () =>
    runTool([...tools.pip, 'install', ...options, ...packages], { cwd: folder, env, signal }),
  );
}

/** Every glibc that this machine's can stand for: pip takes the names literally. */
function platforms(): string[] {
  const newest = glibcMinor() ?? 17;
  const names = Array.from(
    { length: Math.max(1, newest - 16) },
    (_, i) => `manylinux_2_${String(newest - i)}_x86_64`,
  );
  return [...names, 'manylinux2014_x86_64'].flatMap((name) => ['--platform', name]);
}

/** The binding that Node loads, linked with the libraries where they are. */
export async function buildBinding(run: StepRun): Promise<void> {
  const cwd = packageFolder(run.folder);
  await mkdir(join(cwd, 'lib', 'napi-v8'), { recursive: true });
  await writeFile(join(cwd, 'binding', 'load_quietly.cc'), LOAD_QUIETLY);
  await compile(run, { sources: ['load_quietly.cc'], addon: 'load_quietly.node', libraries: [] });
  await compile(run, {
    sources: ['tfjs_backend.cc', 'tfjs_binding.cc'],
    addon: 'tfjs_binding.node',
    libraries: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
  });
}

interface Addon {
  readonly sources: readonly string[];
  readonly addon: string;
  readonly libraries: readonly string[];
}

async function compile(
  { folder, tools, signal }: StepRun,
  { sources, addon, libraries }: Addon,
): Promise<void> {
  const tensorflow = join(pythonFolder(folder), 'tensorflow');
  const includes = [
    '..',
    join(tensorflow, 'include'),
    join(folder, 'node_modules', 'node-api-headers', 'include'),
  ];
  const command = [
    ...tools.compiler,
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
    ...includes.map((include) => `-I${include}`),
    ...sources.map((source) => join('binding', source)),
    ...['-o', join('lib', 'napi-v8', addon)],
    ...libraries.map((library) => join(tensorflow, library)),
    '-Wl,-rpath,$ORIGIN/../../../../../python/tensorflow',
    '-ldl',
  ];
  try {
    await runTool(command, {
      cwd: packageFolder(folder),
      env: { TMPDIR: join(folder, 'tmp') },
      signal,
    });
  } catch (cause) {
    if (!(cause instanceof ToolError)) throw cause;
    throw new OneClassError(
      'unsupported',
      'The binding between Node and TensorFlow did not build. Choose another compiler with ' +
        'the environment variable CXX, or another TensorFlow with ' +
        `--tensorflow. ${cause.message.replaceAll(/\s*\n\s*/g, ' | ')}`,
      { cause },
    );
  }
}

/** All that is not needed to run. */
export async function prune(folder: string): Promise<void> {
  await keepOnly(pythonFolder(folder), /^(tensorflow|nvidia)$/);
  await keepOnly(join(pythonFolder(folder), 'tensorflow'), /^libtensorflow_(cc|framework)\.so/);
  await rm(join(folder, 'tmp'), { recursive: true, force: true });
}

async function keepOnly(folder: string, kept: RegExp): Promise<void> {
  for (const entry of await readdir(folder))
    if (!kept.test(entry)) await rm(join(folder, entry), { recursive: true });
}

const pythonFolder = (folder: string): string => join(folder, 'python');

async function fetching(tool: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (!(cause instanceof ToolError)) throw cause;
    const message =
      `${tool} could not fetch what is needed. Its own settings hold (registry or index, ` +
      'proxy, certificates); a version that is not there needs another --tensorflow. ' +
      `${cause.message}`;
    throw new OneClassError('download-failed', message, { argument: tool, cause });
  }
}
