/** @file What an installation needs of the machine, looked at before anything is downloaded. */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OneClassError } from '@oneclass/core';
import { firstThatRuns, PIP } from '@oneclass/core/node';
import type { Variant } from './installation.ts';
import { isSupportedPlatform } from './installation.ts';
import { glibcMinor, withoutGlibc } from './libc.ts';

/** The commands that work here. */
export interface Tools {
  readonly npm: readonly string[];
  readonly pip: readonly string[];
  readonly compiler: readonly string[];
}

/**
 * While it is being installed: the wheels, once more in pip's cache, and what is in them. Measured
 * for cpu, and for cuda without a GPU.
 */
export const DISK_BYTES: Readonly<Record<Variant, number>> = { cpu: 2.2e9, cuda: 12e9 };

interface Requirement {
  readonly candidates: readonly (readonly string[])[];
  readonly missing: string;
}

const requirements = (): Record<keyof Tools, Requirement> => ({
  npm: {
    candidates: [['npm']],
    missing: 'npm, which comes with Node (Debian and Ubuntu: the package npm)',
  },
  pip: {
    candidates: PIP,
    missing: "pip, Python's installer (the package python3-pip)",
  },
  compiler: {
    candidates: process.env.CXX?.trim()
      ? [process.env.CXX.trim().split(/\s+/)]
      : [['g++'], ['c++'], ['clang++']],
    missing: process.env.CXX?.trim()
      ? `the C++ compiler that CXX names (${process.env.CXX.trim()}), or unset CXX`
      : 'a C++ compiler (Debian and Ubuntu: the package g++; Fedora: gcc-c++)',
  },
});

/** @throws OneClassError `unsupported` off Linux on x86-64 with glibc */
export function checkPlatform(): void {
  if (isSupportedPlatform() && glibcMinor() !== undefined) return;
  const received = `${process.platform} ${process.arch}`;
  const message =
    withoutGlibc() ??
    'TensorFlow is installed by this command on Linux on x86-64 with glibc only, not on ' +
      `${received}. Use the package's own installer: npm install @tensorflow/tfjs-node`;
  throw new OneClassError('unsupported', message, { expected: 'linux x64 with glibc', received });
}

/** @throws OneClassError `missing-package` that names all that is missing */
export async function findTools(signal: AbortSignal): Promise<Tools> {
  const missing: string[] = [];
  const tools: Record<string, readonly string[]> = {};
  for (const [name, requirement] of Object.entries(requirements())) {
    const found = await firstThatRuns(requirement.candidates, signal);
    if (found) tools[name] = found;
    else missing.push(requirement.missing);
  }
  if (missing.length === 0) return tools as unknown as Tools;
  throw new OneClassError(
    'missing-package',
    `Nothing was downloaded: to install TensorFlow, first install ${missing.join(', and ')}.`,
    { expected: missing.join(', ') },
  );
}

/**
 * @throws OneClassError `download-failed` where `folder`, which need not exist, has less than
 *   `bytes` free
 */
export async function checkDisk(folder: string, bytes: number): Promise<void> {
  const free = await freeBytes(folder);
  if (free >= bytes) return;
  const message =
    `Nothing was downloaded: installing TensorFlow takes ${gigabytes(bytes)} in ${folder}, ` +
    `and ${gigabytes(free)} are free. Make room, or set ONECLASS_CACHE_DIR to a folder on ` +
    'another disk.';
  throw new OneClassError('download-failed', message, {
    expected: gigabytes(bytes),
    received: gigabytes(free),
  });
}

async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    const parent = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === folder) throw error;
    return freeBytes(parent);
  }
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
