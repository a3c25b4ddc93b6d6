import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkTable } from './check-table.ts';
import type { Table } from './table.ts';
import { messageOf, wrongTable } from './wrong-table.ts';

/** A path has a slash or a module's ending; anything else is a name. */
export const isTablePath = (text: string): boolean => /[\\/]|\.[cm]?[jt]s$/.test(text);

/**
 * The table that a module exports by default. This runs its code.
 * @throws OneClassError `not-found` when there is no such file; `invalid-argument` when it fails
 *   to load or exports no table
 */
export async function loadTable(path: string): Promise<Table> {
  const file = resolve(path);
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) {
    const instead = found
      ? 'is not a file. Give the module itself, as in ./my-table.js'
      : 'is not there. `oneclass-bench list` shows the tables that have a name';
    throw wrongTable(`Table file "${path}" ${instead}.`, {
      code: 'not-found',
      argument: 'table',
      received: path,
    });
  }
  return tableOf(await importModule(file, path), path);
}

/** @param exported a module's exports */
export function tableOf(exported: object, path: string): Table {
  if ('default' in exported) return checkTable(exported.default, `table of ${path}`);
  const names = Object.keys(exported).join(', ') || 'nothing';
  throw wrongTable(
    `Table file "${path}" has no default export, which is the table: export default { name, ` +
      `title, protocol, cells }. It exports: ${names}.`,
    {
      argument: 'table',
      received: names,
    },
  );
}

async function importModule(file: string, path: string): Promise<object> {
  try {
    return (await import(pathToFileURL(file).href)) as object;
  } catch (cause) {
    const code =
      typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
    const advice = typeof code === 'string' ? (ADVICE[code] ?? '') : '';
    throw wrongTable(`Table file "${path}" fails to load: ${messageOf(cause)}${advice}`, {
      argument: 'table',
      received: path,
      cause,
    });
  }
}

const ADVICE: Readonly<Record<string, string>> = {
  ERR_UNKNOWN_FILE_EXTENSION:
    '. Node.js loads TypeScript from 22.18 on; write it as .js for older ones.',
  ERR_MODULE_NOT_FOUND:
    '. Packages that it imports are looked for beside it: npm install them there.',
};
