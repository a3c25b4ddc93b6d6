/** @file What the content of files says where their names leave a doubt whether they are masks. */
import { dirname, extname } from 'node:path';
import { OneClassError } from '../../error.ts';
import type { DecodeLimits } from '../image/decode-budget.ts';
import { hasFewLevels } from '../image/has-few-levels.ts';
import type { MaskFile } from './assign-masks.ts';
import type { TreeFile } from './folder-tree.ts';

/** Files of a group that are looked at, evenly from its first on. */
const SAMPLE = 8;

/**
 * Of some of them, whether they look like masks; a damaged one says nothing where others can be
 * read.
 * @throws OneClassError as `images` where none can be read
 */
async function lookAt(files: readonly TreeFile[], limits: DecodeLimits): Promise<boolean[]> {
  const step = Math.max(1, Math.floor(files.length / SAMPLE));
  const some = files.filter((_, i) => i % step === 0).slice(0, SAMPLE);
  const looks = await Promise.allSettled(some.map(({ path }) => hasFewLevels(path, limits)));
  const found = looks.flatMap((look) => (look.status === 'fulfilled' ? [look.value] : []));
  const failed = looks.find((look) => look.status === 'rejected');
  if (found.length === 0 && failed) throw failed.reason;
  return found;
}

const isLossy = ({ path }: TreeFile): boolean => /^\.jpe?g$/i.test(extname(path));

/**
 * 7.png beside 7.jpg is its mask in Real-IAD and the magnetic tiles, and else the same image again.
 * @throws OneClassError `invalid-data` where some look like masks and some don't
 */
export async function takeTwins(
  files: readonly TreeFile[],
  limits: DecodeLimits,
): Promise<{
  readonly images: readonly TreeFile[];
  readonly twins: readonly MaskFile[];
}> {
  const key = ({ folders, stem }: TreeFile): string => [...folders, stem].join('/');
  const lossy = new Set(files.filter(isLossy).map(key));
  const twins = files.filter((file) => !isLossy(file) && lossy.has(key(file)));
  const areMasks = await lookAt(twins, limits);
  if (!areMasks.includes(true)) return { images: files, twins: [] };
  if (areMasks.includes(false)) {
    const { path } = twins[0] as TreeFile;
    throw new OneClassError(
      'invalid-data',
      `${path}: beside it is a JPEG file of the same name, as of ${String(twins.length)} files. ` +
        'Some of them look like masks, some like images. Put masks into a folder ground_truth, ' +
        'and keep one file of each image.',
      { argument: path },
    );
  }
  const masks = new Set(twins);
  return {
    images: files.filter((file) => !masks.has(file)),
    twins: twins.map((file) => ({ ...file, place: undefined, of: '' })),
  };
}

/**
 * A folder that is named label, annotation or the like.
 * @throws OneClassError `invalid-data` where its files don't look like masks
 */
export async function checkVagueFolder(
  folder: string,
  files: readonly TreeFile[],
  { isPaired, limits }: { readonly isPaired: boolean; readonly limits: DecodeLimits },
): Promise<void> {
  const why = !isPaired
    ? 'none of its images has the name of one outside'
    : (await lookAt(files, limits)).includes(false)
      ? 'its images have more than the few values of masks'
      : undefined;
  if (why === undefined) return;
  throw new OneClassError(
    'invalid-data',
    `${folder}: are these masks? The name says so, but ${why}. Rename the folder: to ` +
      'ground_truth where they are masks, to another name where they are images.',
    { argument: folder },
  );
}

/**
 * Files that are named 000_label or the like, beside an image 000.
 * @throws OneClassError `invalid-data` where they don't look like masks
 */
export async function checkVagueFiles(
  files: readonly TreeFile[],
  limits: DecodeLimits,
): Promise<void> {
  if (!(await lookAt(files, limits)).includes(false)) return;
  const { path } = files[0] as TreeFile;
  throw new OneClassError(
    'invalid-data',
    `${path}: is it a mask? The name says so, but ${dirname(path)} has such files with more than ` +
      'the few values of masks. Put masks into a folder ground_truth; rename images.',
    { argument: path },
  );
}
