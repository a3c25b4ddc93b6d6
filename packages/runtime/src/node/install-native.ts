import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isOneClassError, OneClassError } from '@oneclass/core';
import { withLock } from '@oneclass/core/node';
import { buildBinding, installPackage, installTensorFlow, prune } from './install-step.ts';
import {
  backendsFolder,
  entryOf,
  findInstallations,
  folderOf,
  machineVariant,
  manifestPath,
  writeManifest,
  type Installation,
  type Variant,
} from './installation.ts';
import { measureInProcess, type Measurement } from './measure-backends.ts';
import { checkDisk, checkPlatform, DISK_BYTES, findTools } from './requirement.ts';

export type InstallStep = 'package' | 'tensorflow' | 'build' | 'verify';

export type InstallEvent =
  | { readonly type: 'step-start'; readonly step: InstallStep }
  | { readonly type: 'step-end'; readonly step: InstallStep; readonly seconds: number }
  /** Another process installs or removes; it is waited for. */
  | { readonly type: 'install-wait' };

export interface InstallOptions {
  /** With CUDA, or for the processor alone; what suits this machine when absent. */
  readonly variant?: Variant;
  /** TensorFlow's version, '2.21' or '2.21.0'; 2.21 when absent. */
  readonly tensorflow?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: InstallEvent) => void;
}

export interface NativeInstall {
  readonly installation: Installation;
  /** True where it was there already, and works. */
  readonly present: boolean;
  /** As it was seen to compute. */
  readonly measured: Measurement;
}

const TENSORFLOW = '2.21';
const STAGING = '.install-';
/** What a disk says that is full, read-only or somebody else's. */
const REFUSALS = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'];

/**
 * Installs TensorFlow for `useBackend('native')` into the cache folder, for all projects: the
 * libraries from PyPI through pip, the package from npm, a binding built here and seen to compute.
 * What is there and works is kept; what is there of another version is replaced. Of the two
 * variants, the one asked for last is used. Until the end nothing is in its place, and what is
 * interrupted leaves nothing.
 *
 * @throws OneClassError `invalid-argument`; `missing-package` and `download-failed` before
 *   anything is downloaded, for want of tools or disk, or a cache folder that can be written;
 *   `download-failed` of pip and npm; `unsupported` off Linux on x86-64, or when it can't be built
 *   or does not compute; the signal's reason when aborted
 */
export async function installNative(options: InstallOptions = {}): Promise<NativeInstall> {
  const { variant = machineVariant(), tensorflow = TENSORFLOW, onProgress } = options;
  checkPlatform();
  if (!/^2\.\d+(\.\d+)?$/.test(tensorflow)) {
    const expected = 'a version of TensorFlow such as 2.21 or 2.21.0';
    throw new OneClassError(
      'invalid-argument',
      `Invalid tensorflow "${tensorflow}": expected ${expected}.`,
      { argument: 'tensorflow', expected, received: tensorflow },
    );
  }
  return locked(options, async (signal) => {
    await removeLeftovers();
    const present = await findWorking(variant, tensorflow, signal);
    if (present) return present;
    const tools = await findTools(signal);
    await checkDisk(backendsFolder(), DISK_BYTES[variant]);
    await mkdir(backendsFolder(), { recursive: true });
    // A name of its own: what a killed run left working can't come into this one's way.
    const folder = await mkdtemp(join(backendsFolder(), STAGING));
    await chmod(folder, 0o755); // a cache folder may be shared
    try {
      const run = { folder, tools, signal };
      const step = timed(onProgress);
      await step('package', () => installPackage(run));
      const version = await step('tensorflow', () =>
        installTensorFlow(run, { variant, version: tensorflow }),
      );
      await step('build', () => buildBinding(run));
      await prune(folder);
      const measured = await step('verify', () =>
        measureInProcess('native', { entry: entryOf(folder), signal }),
      );
      await writeManifest(folder, { variant, tensorflow: version });
      signal.throwIfAborted();
      await publish(folder, folderOf(variant));
      return {
        installation: { variant, tensorflow: version, folder: folderOf(variant) },
        present: false,
        measured,
      };
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  });
}

/** Removes every installation. @returns those that were there */
export async function removeNative(
  options: Pick<InstallOptions, 'signal' | 'onProgress'> = {},
): Promise<Installation[]> {
  return locked(options, async () => {
    const found = await findInstallations();
    // First what says that they are whole: a removal killed half-way must not look like an
    // installation.
    for (const { folder } of found) await rm(manifestPath(folder), { force: true });
    await rm(backendsFolder(), { recursive: true, force: true, maxRetries: 3 });
    return found;
  });
}

/**
 * Works on the folder of installations alone.
 * @throws OneClassError `download-failed` when it can't be written
 */
async function locked<T>(
  { signal, onProgress }: Pick<InstallOptions, 'signal' | 'onProgress'>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const folder = backendsFolder();
  try {
    return await withLock(
      `${folder}.lock`,
      { signal, onWait: () => onProgress?.({ type: 'install-wait' }) },
      work,
    );
  } catch (error) {
    const cause = (isOneClassError(error) ? error.cause : error) as
      Partial<NodeJS.ErrnoException> | undefined;
    if (!REFUSALS.includes(cause?.code ?? '')) throw error;
    const message =
      `${folder}, where TensorFlow is installed, can't be written (${cause?.message ?? ''}). ` +
      'Make it writable, make room, or set ONECLASS_CACHE_DIR to another folder.';
    throw new OneClassError('download-failed', message, {
      argument: 'ONECLASS_CACHE_DIR',
      received: folder,
      cause,
    });
  }
}

/** Of killed runs. */
async function removeLeftovers(): Promise<void> {
  for (const entry of await readdir(backendsFolder()).catch(() => [])) {
    if (entry.startsWith(STAGING))
      await rm(join(backendsFolder(), entry), { recursive: true, force: true, maxRetries: 3 });
  }
}

async function findWorking(
  variant: Variant,
  wanted: string,
  signal: AbortSignal,
): Promise<NativeInstall | undefined> {
  const installation = (await findInstallations()).find(
    (found) => found.variant === variant && `${found.tensorflow}.`.startsWith(`${wanted}.`),
  );
  if (!installation) return undefined;
  const measured = await measureInProcess('native', {
    entry: entryOf(installation.folder),
    signal,
  }).catch(() => undefined);
  signal.throwIfAborted();
  if (!measured) return undefined; // broken: made anew
  await writeManifest(installation.folder, installation);
  return { installation, present: true, measured };
}

async function publish(folder: string, target: string): Promise<void> {
  const old = join(await mkdtemp(join(backendsFolder(), STAGING)), 'old');
  await rename(target, old).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error; // there was none
  });
  await rename(folder, target).catch(async (error: unknown) => {
    await rename(old, target).catch(() => undefined);
    throw error;
  });
  await removeLeftovers();
}

function timed(
  onProgress: InstallOptions['onProgress'],
): <T>(step: InstallStep, work: () => Promise<T>) => Promise<T> {
  return async (step, work) => {
    onProgress?.({ type: 'step-start', step });
    const started = performance.now();
    const result = await work();
    onProgress?.({ type: 'step-end', step, seconds: (performance.now() - started) / 1000 });
    return result;
  };
}
