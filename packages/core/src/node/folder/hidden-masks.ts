/** @file Masks that no name gives away, found by what is in the files. */
import { join } from 'node:path';
import { OneClassError } from '../../error.ts';
import type { DecodeLimits } from '../image/decode-budget.ts';
import { levelsOf, MOST_LEVELS } from '../image/has-few-levels.ts';
import { isNormalName } from './folder-name.ts';
import type { TreeFile } from './folder-tree.ts';

/** Files of a group that are looked at, evenly from its first on. */
const SAMPLE = 3;
/** Groups that are looked at. */
const MOST_GROUPS = 64;

interface Group {
  /** What to call it: 'SegmentationClass', 'files such as 7_segmask.png'. */
  readonly name: string;
  readonly files: readonly TreeFile[];
  /** What a mask in it would be the mask of. */
  readonly stems: ReadonlySet<string>;
}

/**
 * Looks at some images of each group: those of a folder, and those whose names are longer than that
 * of another image beside them, as 7_segmask is than 7.
 *
 * @param dir the folder that they all lie in
 * @throws OneClassError `invalid-data` where all that were looked at in a group have so few values
 *   as masks have, and those of a group with images of the same names have more
 */
export async function checkHiddenMasks(
  dir: string,
  images: readonly TreeFile[],
  limits: DecodeLimits,
): Promise<void> {
  const groups = groupsOf(dir, images).slice(0, MOST_GROUPS);
  if (groups.length < 2) return;
  const looks = await Promise.all(groups.map((group) => lookAt(group, limits)));
  const [masks, pictures] = (['masks', 'pictures'] as const).map((look) =>
    groups.filter((_, i) => looks[i] === look),
  ) as [Group[], Group[]];
  for (const group of masks) {
    const of = pictures.find(({ stems }) => [...stems].some((stem) => group.stems.has(stem)));
    if (of) throw hidden(group, of);
  }
}

const hidden = (masks: Group, images: Group): OneClassError =>
  new OneClassError(
    'invalid-data',
    `${masks.name}: are these masks? They have few values, as masks have, and the names of ` +
      `images in ${images.name}, which have more. Put masks into a folder ground_truth; where ` +
      'they are images, name the folder of normal images good.',
    { argument: masks.name },
  );

function groupsOf(dir: string, images: readonly TreeFile[]): Group[] {
  const folders = new Map<string, TreeFile[]>();
  for (const image of images) {
    const folder = join(dir, ...image.folders);
    const files = folders.get(folder);
    if (files) files.push(image);
    else folders.set(folder, [image]);
  }
  return [...folders].flatMap(([folder, files]) => splitBySuffix(folder, files));
}

function splitBySuffix(folder: string, files: readonly TreeFile[]): Group[] {
  const stems = new Set(files.map(({ stem }) => stem));
  const ownerOf = ({ stem }: TreeFile): string | undefined => {
    for (let end = stem.length - 1; end > 0; end--)
      if (/[-_. ]/.test(stem[end] as string) && stems.has(stem.slice(0, end)))
        return stem.slice(0, end);
    return undefined;
  };
  const suffixed = files.filter((file) => ownerOf(file) !== undefined);
  const plain = files.filter((file) => ownerOf(file) === undefined);
  const owners = new Set(suffixed.map((file) => ownerOf(file) as string));
  const [example] = suffixed;
  return [
    { name: folder, files: plain, stems: new Set(plain.map(({ stem }) => stem)) },
    ...(example ? [{ name: `files such as ${example.path}`, files: suffixed, stems: owners }] : []),
  ];
}

/** A folder of normal images holds no masks; what can't be read says nothing. */
async function lookAt(
  { name, files }: Group,
  limits: DecodeLimits,
): Promise<'masks' | 'pictures' | undefined> {
  const step = Math.max(1, Math.floor(files.length / SAMPLE));
  const some = files.filter((_, i) => i % step === 0).slice(0, SAMPLE);
  const levels: number[] = [];
  for (const { path } of some) {
    const found = await levelsOf(path, limits).catch(() => undefined);
    if (found !== undefined) levels.push(found);
  }
  if (levels.every((count) => count > MOST_LEVELS)) return 'pictures';
  // One level alone is that of a black mask, and of a dead camera.
  const isFew = levels.every((count) => count <= MOST_LEVELS) && levels.some((count) => count > 1);
  const isNamed = isNormalName(name.split(/[\\/]/).at(-1) ?? '');
  return isFew && !isNamed ? 'masks' : undefined;
}
