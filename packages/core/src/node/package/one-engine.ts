/** @file A process has one TensorFlow.js: a module that would start a second is not run. */
import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OneClassError } from '../../error.ts';

const TFJS = '@tensorflow/tfjs';
/** The engine itself, which `@tensorflow/tfjs` depends on. */
const TFJS_CORE = '@tensorflow/tfjs-core';

/**
 * What the module would import is looked for as Node does: in each `node_modules` from its real
 * folder upwards. A program without `node_modules`, as a bundle, is not looked into.
 *
 * @param path of a module whose code has not run
 * @param specifier by which it was asked for
 * @throws OneClassError `invalid-argument` when it has another copy of TensorFlow.js than core
 */
export async function checkOneEngine(path: string, specifier: string): Promise<void> {
  const tfjs = await nearest(TFJS, import.meta.dirname);
  const core = tfjs && (await nearest(TFJS_CORE, tfjs));
  for (const folder of foldersUp(dirname(await realpath(path)))) {
    const found = await installedIn(folder, TFJS);
    if (found) return checkSame(found, tfjs, { folder, name: TFJS, specifier });
    // Beside or above its `@tensorflow/tfjs` this is that package's, and not the module's.
    const foundCore = await installedIn(folder, TFJS_CORE);
    if (foundCore) checkSame(foundCore, core, { folder, name: TFJS_CORE, specifier });
  }
}

function checkSame(
  found: string,
  expected: string | undefined,
  { folder, name, specifier }: { folder: string; name: string; specifier: string },
): void {
  if (expected === undefined || found === expected) return;
  const copy = join(folder, 'node_modules', name);
  throw new OneClassError(
    'invalid-argument',
    `"${specifier}" would start a second TensorFlow.js: it has ${copy}, and this program ` +
      `${expected}. Expected one for both. Make ${TFJS} a peer dependency of it, and remove its ` +
      "own copy or put a link to the program's in that place.",
    { argument: 'specifier', expected, received: copy },
  );
}

/** The real folder of a package as code in `from` finds it. */
async function nearest(name: string, from: string): Promise<string | undefined> {
  for (const folder of foldersUp(from)) {
    const found = await installedIn(folder, name);
    if (found) return found;
  }
  return undefined;
}

const installedIn = (folder: string, name: string): Promise<string | undefined> =>
  realpath(join(folder, 'node_modules', name)).catch(() => undefined);

/** This folder and those above it, but for the one in which pnpm lays what nobody asked for. */
function foldersUp(folder: string): string[] {
  const above = dirname(folder) === folder ? [] : foldersUp(dirname(folder));
  return basename(folder) === '.pnpm' ? above : [folder, ...above];
}
