import { copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { installConsumer } from '../test-pack/consumer.ts';
import { runCommand } from '../test-pack/run-command.ts';
import type { Tarball } from '../test-pack/tarball.ts';
import { FILES } from './programs.ts';
import { TENSORFLOW, TOOLS } from './versions.ts';

const OURS = ['core', 'nn', 'runtime', 'autoencoder'].map((name) => `@oneclass/${name}`);
const WASM = 'node_modules/@tensorflow/tfjs-backend-wasm/dist';

/** False where npm gives nothing: no network, or no registry. */
export const canInstall = async (): Promise<boolean> => {
  const { code } = await runCommand('npm', ['view', `vite@${TOOLS.vite}`, 'version'], '.');
  return code === 0;
};

/** An application on the packed packages, with all bundlers, and the `.wasm` files in `public`. */
export async function writeProject(folder: string, tarballs: readonly Tarball[]): Promise<void> {
  const exact = Object.entries({ ...TENSORFLOW, ...TOOLS }).map((entry) => entry.join('@'));
  await installConsumer(folder, [...OURS, ...exact], tarballs);
  for (const [path, content] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  await mkdir(join(folder, 'public/wasm'), { recursive: true });
  const files = (await readdir(join(folder, WASM))).filter((file) => file.endsWith('.wasm'));
  for (const file of files)
    await copyFile(join(folder, WASM, file), join(folder, 'public/wasm', file));
}

/** Bytes of the JavaScript below a folder. */
export async function bytesOfScripts(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true });
  const scripts = entries.filter((entry) => entry.endsWith('.js'));
  const sizes = await Promise.all(
    scripts.map(async (path) => (await stat(join(folder, path))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
