import { delimiter } from 'node:path';

/**
 * The folders to look for data in: those of `option` (a `--data-dir` value), or of the environment variable
 * `ONECLASS_DATA_DIR` when it is absent. Either is a list as in PATH.
 */
export function dataFolders(option?: string, env: Readonly<Record<string, string | undefined>> = process.env): string[] {
  return (option ?? env.ONECLASS_DATA_DIR ?? '').split(delimiter).filter((folder) => folder !== '');
}
