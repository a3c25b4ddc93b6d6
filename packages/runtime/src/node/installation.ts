import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cacheFolder } from '@oneclass/core/node';

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

export const folderOf = (variant: Variant): string => join(backendsFolder(), `native-linux-x64-${variant}`);

export const packageFolder = (folder: string): string => join(folder, 'node_modules', '@tensorflow', 'tfjs-node-gpu');

/** The file to load. */
export const entryOf = (folder: string): string => join(packageFolder(folder), 'dist', 'index.js');

export const manifestPath = (folder: string): string => join(folder, MANIFEST);

export const manifestText = (variant: Variant, tensorflow: string): string => `${JSON.stringify({ format: FORMAT, variant, tensorflow }, null, 2)}\n`;

/** Those that are whole and can run on this platform. */
export async function findInstallations(): Promise<Installation[]> {
  if (!isSupportedPlatform()) return [];
  const found = await Promise.all(VARIANTS.map(readInstallation));
  return found.filter((installation) => installation !== undefined);
}

export const isSupportedPlatform = (): boolean => process.platform === 'linux' && process.arch === 'x64';

async function readInstallation(variant: Variant): Promise<Installation | undefined> {
  const folder = folderOf(variant);
  try {
    const { format, tensorflow } = JSON.parse(await readFile(manifestPath(folder), 'utf8')) as { format: number; tensorflow: string };
    return format === FORMAT ? { variant, tensorflow, folder } : undefined;
  } catch {
    return undefined; // none, or no longer whole
  }
}

/** The one for CUDA where there is a driver, else the one for the processor; the other where that is all. */
export function chooseInstallation(installations: readonly Installation[]): Installation | undefined {
  const best = machineVariant();
  return installations.find(({ variant }) => variant === best) ?? installations[0];
}

// The third is Windows' subsystem for Linux.
const DRIVER = ['/proc/driver/nvidia/version', '/dev/nvidiactl', '/usr/lib/wsl/lib/libcuda.so.1'];

/** What suits this machine. */
export const machineVariant = (driverFiles: readonly string[] = DRIVER): Variant => (driverFiles.some((path) => existsSync(path)) ? 'cuda' : 'cpu');
