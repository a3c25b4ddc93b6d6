import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runToEnd } from './run-command.ts';
import type { Tarball } from './tarball.ts';

/**
 * A user's project: `specifiers` installed by npm, those of this workspace from their tarballs.
 * Gives the packages that arrived.
 */
export async function installConsumer(
  folder: string,
  specifiers: readonly string[],
  tarballs: readonly Tarball[],
): Promise<string[]> {
  await mkdir(folder);
  const ours = Object.fromEntries(
    tarballs.map(({ name, path }) => [name, pathToFileURL(path).href]),
  );
  const dependencies = Object.fromEntries(
    specifiers
      .map((specifier) => withVersion(specifier))
      .map(([name, version]) => [name, ours[name] ?? version]),
  );
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({
      name: 'consumer',
      private: true,
      type: 'module',
      dependencies,
      overrides: ours,
    }),
  );
  await runToEnd(
    'npm',
    ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'],
    folder,
  );
  const { packages } = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, unknown>;
  };
  return Object.keys(packages)
    .filter((path) => path !== '')
    .map((path) => path.replace(/^.*node_modules\//, ''))
    .sort();
}

/** 'x@1' and 'x', which is any version of x. */
function withVersion(specifier: string): [name: string, version: string] {
  const [, name = specifier, version = '*'] = /^(.+)@([^@]+)$/.exec(specifier) ?? [];
  return [name, version];
}
