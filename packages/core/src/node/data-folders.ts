import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folders to look for data in: those of `option` (a `--data-dir` value), or of the environment
 * variable `ONECLASS_DATA_DIR` when it is absent, either a list as in PATH; then the cache folder.
 */
export function dataFolders(option?: string, env: Environment = process.env): string[] {
  const named = (option ?? env.ONECLASS_DATA_DIR ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '');
  return [...named, cacheFolder(env)];
}

/**
 * Where downloads go: `ONECLASS_CACHE_DIR`, or `oneclass` in the user's cache folder
 * (`XDG_CACHE_HOME` or `~/.cache`; on Windows `LOCALAPPDATA`). It need not exist.
 */
export function cacheFolder(
  env: Environment = process.env,
  platform: string = process.platform,
): string {
  if (env.ONECLASS_CACHE_DIR) return env.ONECLASS_CACHE_DIR;
  const base = platform === 'win32' ? env.LOCALAPPDATA : env.XDG_CACHE_HOME;
  // The XDG specification has relative paths ignored.
  return join(
    base !== undefined && isAbsolute(base) ? base : join(homedir(), '.cache'),
    'oneclass',
  );
}
