import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { runToEnd } from './run-command.ts';

export interface Tarball {
  /** npm name. */
  readonly name: string;
  readonly path: string;
  /** Relative to the package's folder, in order. */
  readonly files: readonly string[];
  readonly unpackedBytes: number;
  readonly manifest: {
    readonly name: string;
    readonly exports?: unknown;
    readonly [field: string]: unknown;
  };
}

const PARENTS = ['packages', 'apps', 'examples'];

/** Builds every package of the workspace anew and packs it, as a release does. */
export async function packWorkspace(root: string, folder: string): Promise<Tarball[]> {
  const { packageManager } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    packageManager: string;
  };
  const pnpm = ['-y', '-p', packageManager, '--'];
  await removeBuilt(root);
  await runToEnd(
    'npx',
    [...pnpm, 'turbo', 'run', 'build', '--output-logs=errors-only', '--ui=stream'],
    root,
  );
  const filters = PARENTS.flatMap((parent) => ['--filter', `./${parent}/*`]);
  await runToEnd(
    'npx',
    [...pnpm, 'pnpm', '--recursive', ...filters, 'pack', '--pack-destination', folder],
    root,
  );
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tgz')).sort();
  return Promise.all(names.map((name) => readTarball(join(folder, name))));
}

/** What an earlier build left of files that are gone would be packed too. */
async function removeBuilt(root: string): Promise<void> {
  for (const parent of PARENTS) {
    for (const member of await readdir(join(root, parent)).catch(() => []))
      await rm(join(root, parent, member, 'dist'), { recursive: true, force: true });
  }
}

async function readTarball(path: string): Promise<Tarball> {
  const unpacked = `${path}.unpacked`;
  await mkdir(unpacked);
  await runToEnd('tar', ['-xzf', path, '-C', unpacked], unpacked);
  const root = join(unpacked, 'package');
  const entries = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const files = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const manifest = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  ) as Tarball['manifest'];
  return {
    name: manifest.name,
    path,
    files: files.map((file) => relative(root, file).replaceAll('\\', '/')),
    unpackedBytes: sizes.reduce((sum, size) => sum + size, 0),
    manifest,
  };
}
