import { join } from 'node:path';
import { OneClassError } from '../error.ts';
import { listImages, readFolder } from './list-images.ts';

export interface LabeledPaths {
  readonly paths: readonly string[];
  /** 1 = anomalous. */
  readonly labels: Uint8Array;
  /** The name of the folder that each is in: 'good', 'crack'. */
  readonly kinds: readonly string[];
}

const NORMAL = 'good';
/** Of MVTec's layout, beside the kinds where these are not in a folder of their own. */
const NOT_A_KIND = ['train', 'test', 'ground_truth'];

const has = async (dir: string, name: string): Promise<boolean> => (await readFolder(dir)).folders.includes(name);

/**
 * The images to fit on: those under DIR/train/good (MVTec AD's layout), else under DIR/good, else all under DIR.
 *
 * @throws OneClassError `not-found` when there is no such folder; `invalid-data` when it holds no image, or has a
 *   `test/good` but no normal images to fit on, since a fit on all of it would see what it is tested with
 */
export async function normalFolder(dir: string): Promise<string[]> {
  if ((await has(dir, 'train')) && (await has(join(dir, 'train'), NORMAL))) return listImages(join(dir, 'train', NORMAL));
  if (await has(dir, NORMAL)) return listImages(join(dir, NORMAL));
  if ((await has(dir, 'test')) && (await has(join(dir, 'test'), NORMAL))) {
    throw new OneClassError(
      'invalid-data',
      `${dir}: has test/${NORMAL}, but no train/${NORMAL}. Put the normal images to fit on into train/${NORMAL}.`,
      {
        argument: dir,
        expected: `train/${NORMAL}`,
      },
    );
  }
  return listImages(dir);
}

/**
 * The images to evaluate on, with what each is by its folder: DIR/test/good and DIR/test/<kind>… (MVTec AD's layout),
 * else DIR/good and DIR/<kind>….
 *
 * @throws OneClassError `not-found` when there is no such folder, `invalid-data` for another layout or an empty folder
 */
export async function labeledFolder(dir: string): Promise<LabeledPaths> {
  const root = (await has(dir, 'test')) ? join(dir, 'test') : dir;
  const folders = (await readFolder(root)).folders.filter((name) => root !== dir || !NOT_A_KIND.includes(name));
  if (!folders.includes(NORMAL) || folders.length < 2) {
    const received = folders.length === 0 ? 'no folders' : folders.slice(0, 10).join(', ');
    throw new OneClassError(
      'invalid-data',
      `${root}: to evaluate, expected a folder '${NORMAL}' of normal images and beside it ` +
        `a folder for each kind of anomaly ('crack', …). Received: ${received}.`,
      { argument: dir, expected: `${NORMAL} and at least one other folder`, received: folders },
    );
  }
  const paths: string[] = [];
  const kinds: string[] = [];
  for (const kind of folders) {
    const found = await listImages(join(root, kind));
    paths.push(...found);
    kinds.push(...found.map(() => kind));
  }
  return { paths, labels: Uint8Array.from(kinds, (kind) => Number(kind !== NORMAL)), kinds };
}
