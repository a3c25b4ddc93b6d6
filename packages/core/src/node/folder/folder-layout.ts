import { join } from 'node:path';
import { OneClassError } from '../../error.ts';
import { listImages, readFolder } from './list-images.ts';

/** Images to evaluate on, not read yet. */
export interface LabeledPaths {
  readonly paths: readonly string[];
  /** 1 = anomalous. */
  readonly labels: Uint8Array;
  /** What each is; in a folder the name of the one that it is in: 'good', 'crack'. */
  readonly kinds: readonly string[];
}

export interface LabeledFolder extends LabeledPaths {
  /** The folder that holds the folders of kinds. */
  readonly root: string;
}

/** What the folder of normal images is called: by MVTec AD, and by BTAD. */
const NORMAL = ['good', 'ok'];
/** Of MVTec's layout, beside the kinds where these are not in a folder of their own. */
const NOT_A_KIND = ['train', 'test', 'ground_truth'];

/** @throws OneClassError `invalid-data` when there are two */
function normalName(dir: string, folders: readonly string[]): string | undefined {
  const [name, another] = NORMAL.filter((candidate) => folders.includes(candidate));
  if (another === undefined) return name;
  throw new OneClassError(
    'invalid-data',
    `${dir}: has both '${name}' and '${another}'. Expected one folder of normal images. Put ` +
      'them together, or rename one.',
    { argument: dir, expected: "one of 'good' and 'ok'" },
  );
}

/** DIR/<within>/good, if it is there. */
async function normalIn(dir: string, within?: string): Promise<string | undefined> {
  if (within !== undefined && !(await readFolder(dir)).folders.includes(within)) return undefined;
  const folder = join(dir, within ?? '');
  const name = normalName(folder, (await readFolder(folder)).folders);
  return name === undefined ? undefined : join(folder, name);
}

/**
 * The images to fit on: those under DIR/train/good (MVTec AD's layout), else under DIR/good, else
 * all under DIR. 'ok' is understood as 'good' (BTAD's layout).
 *
 * @throws OneClassError `not-found` when there is no such folder; `invalid-data` when it holds no
 *   image, or has a `test/good` but no normal images to fit on, since a fit on all of it would see
 *   what it is tested with
 */
export async function normalFolder(dir: string): Promise<string[]> {
  const normal = (await normalIn(dir, 'train')) ?? (await normalIn(dir));
  if (normal !== undefined) return listImages(normal);
  if ((await normalIn(dir, 'test')) !== undefined) {
    throw new OneClassError(
      'invalid-data',
      `${dir}: has test/good, but no train/good. Put the normal images to fit on into train/good.`,
      { argument: dir, expected: 'train/good' },
    );
  }
  return listImages(dir);
}

/**
 * The images to evaluate on, with what each is by its folder: DIR/test/good and DIR/test/<kind>…
 * (MVTec AD's layout), else DIR/good and DIR/<kind>…. 'ok' is understood as 'good' (BTAD's layout).
 *
 * @throws OneClassError `not-found` when there is no such folder, `invalid-data` for another
 *   layout or an empty folder
 */
export async function labeledFolder(dir: string): Promise<LabeledFolder> {
  const root = (await readFolder(dir)).folders.includes('test') ? join(dir, 'test') : dir;
  const folders = (await readFolder(root)).folders.filter(
    (name) => root !== dir || !NOT_A_KIND.includes(name),
  );
  const normal = normalName(root, folders);
  if (normal === undefined || folders.length < 2) {
    const received = folders.length === 0 ? 'no folders' : folders.slice(0, 10).join(', ');
    throw new OneClassError(
      'invalid-data',
      `${root}: to evaluate, expected a folder 'good' (or 'ok') of normal images and beside it ` +
        `a folder for each kind of anomaly ('crack', …). Received: ${received}.`,
      { argument: dir, expected: 'good and at least one other folder', received: folders },
    );
  }
  const paths: string[] = [];
  const kinds: string[] = [];
  for (const kind of folders) {
    const found = await listImages(join(root, kind));
    paths.push(...found);
    kinds.push(...found.map(() => kind));
  }
  return { paths, labels: Uint8Array.from(kinds, (kind) => Number(kind !== normal)), kinds, root };
}
