import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cacheFolder, writeFileAtomic } from '@oneclass/core/node';

/** What TensorFlow was built for. */
export const VARIANTS = ['cuda', 'cpu'] as const;
export type Variant = (typeof VARIANTS)[number];

/** TensorFlow and its binding to Node, in the cache folder. */
export interface Installation {
  readonly variant: Variant;
  /** Its version: '2.21.0'. */
  readonly tensorflow: string;
  readonly folder: string;
}

/** Of the folder's layout; one of another number is not taken. */
const FORMAT = 1;
const MANIFEST = 'installation.json';

/** Where installations are. It need not exist. */
export const backendsFolder = (): string => resolve(cacheFolder(), 'backends');

export const folderOf = (variant: Variant): string =>
  join(backendsFolder(), `native-linux-x64-${variant}`);

export const packageFolder = (folder: string): string =>
  join(folder, 'node_modules', '@tensorflow', 'tfjs-node-gpu');

/** The file to load. */
export const entryOf = (folder: string): string => join(packageFolder(folder), 'dist', 'index.js');

export const manifestPath = (folder: string): string => join(folder, MANIFEST);

/** Says that an installation is whole, and that it is the one asked for last. */
export async function writeManifest(
  folder: string,
  { variant, tensorflow }: Pick<Installation, 'variant' | 'tensorflow'>,
): Promise<void> {
  const manifest = { format: FORMAT, variant, tensorflow, askedForAt: new Date().toISOString() };
  await writeFileAtomic(
    manifestPath(folder),
    new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`),
  );
}

/**
 * Those that are whole and can run on this platform; first the one asked for last, which is the one
 * in use.
 */
export async function findInstallations(): Promise<Installation[]> {
  if (!isSupportedPlatform()) return [];
  const found = (await Promise.all(VARIANTS.map(readInstallation))).filter(
    (entry) => entry !== undefined,
  );
  return found.sort((a, b) => b.askedForAt - a.askedForAt).map(({ installation }) => installation);
}

export const isSupportedPlatform = (): boolean =>
  process.platform === 'linux' && process.arch === 'x64';

async function readInstallation(
  variant: Variant,
): Promise<{ installation: Installation; askedForAt: number } | undefined> {
  const folder = folderOf(variant);
  try {
    const { format, tensorflow, askedForAt } = JSON.parse(
      await readFile(manifestPath(folder), 'utf8'),
    ) as { format: number; tensorflow: string; askedForAt?: string };
    return format === FORMAT
      ? {
          installation: { variant, tensorflow, folder },
          askedForAt: Date.parse(askedForAt ?? '') || 0,
        }
      : undefined;
  } catch {
    return undefined; // none, or no longer whole
  }
}

// The third is Windows' subsystem for Linux.
const DRIVER = ['/proc/driver/nvidia/version', '/dev/nvidiactl', '/usr/lib/wsl/lib/libcuda.so.1'];

/** What suits this machine. */
export const machineVariant = (driverFiles: readonly string[] = DRIVER): Variant =>
  driverFiles.some((path) => existsSync(path)) ? 'cuda' : 'cpu';
