import { join } from 'node:path';
import type { SampleShape } from '../../contract/dataset.ts';
import { OneClassError } from '../../error.ts';
import { namesIn } from '../file/names-in.ts';

export interface SetFile {
  readonly path: string;
  /** Of the unpacked bytes. */
  readonly md5: string;
  /** Whether the content is the published one. */
  readonly official: boolean;
}

export interface SplitContent {
  /** `[n, height, width, channels]`. */
  readonly data: Uint8Array;
  readonly sampleShape: SampleShape;
  /** `[n]` */
  readonly classes: Uint8Array;
  readonly files: readonly SetFile[];
}

export interface SplitLayout {
  readonly fileNames: readonly string[];
  /** @param paths of the files, in the order of `fileNames` */
  read(paths: readonly string[], signal?: AbortSignal): Promise<SplitContent>;
}

/** How the files of a named set lie in a folder. */
export interface SetLayout {
  /** Where they may be under a data folder, the likeliest first. */
  places(folder: string): string[];
  /** What a file's name may end in besides. */
  readonly endings: readonly string[];
  readonly train: SplitLayout;
  readonly test: SplitLayout;
}

/**
 * The files of a split in the first place that has any of them.
 * @throws OneClassError `not-found` when it has some of them only
 */
export async function findSplit(
  { fileNames }: SplitLayout,
  endings: readonly string[],
  places: readonly string[],
): Promise<string[] | undefined> {
  for (const place of places) {
    const present = new Set(await namesIn(place));
    const found = fileNames.map((name) =>
      endings.map((ending) => name + ending).find((candidate) => present.has(candidate)),
    );
    const missing = fileNames.filter((_, i) => found[i] === undefined);
    if (missing.length === fileNames.length) continue;
    if (missing.length === 0) return found.map((name) => join(place, name as string));
    const candidates = missing.map((name) => endings.map((ending) => name + ending).join(' nor '));
    throw new OneClassError(
      'not-found',
      `${place} has ${found.filter((name) => name !== undefined).join(', ')}, but neither ` +
        `${candidates.join(', nor ')} beside it.`,
      { argument: place, expected: missing.join(', ') },
    );
  }
  return undefined;
}
