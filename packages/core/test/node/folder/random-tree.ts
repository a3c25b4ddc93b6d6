/** @file Random folders as people have them: layouts, names, masks and junk, and what is what. */
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import type { Content } from './put-files.ts';

export interface TreeImage {
  readonly path: string;
  readonly part: 'train' | 'test';
  readonly anomalous: boolean;
  /** Paths of its masks. */
  readonly masks: readonly string[];
}

export interface RandomTree {
  readonly images: readonly TreeImage[];
  /** Masks of normal images, which nobody asks for. */
  readonly otherMasks: readonly string[];
  /** By path. */
  readonly files: ReadonlyMap<string, Content>;
}

const NORMAL = ['good', 'ok', 'OK', 'Normal', 'normal', 'pass', '0_normal', 'OK1', 'good_images'];
const KINDS = [
  'crack',
  'Hole',
  'ng',
  'bad',
  'abnormal',
  '傷',
  'broken large',
  '2_stain',
  'NG1',
  'é',
];
const STEMS = [
  '000',
  '001',
  'Part0',
  'img_7',
  'IMG 12',
  'a.b',
  '傷3',
  'front-2',
  '10301 (copy)',
  'x',
];
const EXTENSIONS = ['png', 'jpg', 'JPG', 'jpeg', 'bmp', 'webp'];
const MASK_FOLDERS = [
  'ground_truth',
  'Ground Truth',
  'masks',
  'Mask',
  'gt',
  'Label',
  'Mask_images',
];
const SUFFIXES = ['_mask', '-mask', '_GT', '_gt', ' mask', '_label', '.mask', '_Mask'];

/** Where the masks of an image lie, and what they are called. */
type Masks = (at: {
  readonly top: string;
  readonly folder: string;
  readonly kind: string;
  readonly inKind: string;
  readonly stem: string;
  /** Whether images are JPEG files. */
  readonly lossy: boolean;
  /** Whether no other folder has masks. */
  readonly alone: boolean;
}) => readonly string[];

const inFolder = (name: string, suffix: string): readonly Masks[] => [
  ({ top, kind, inKind, stem }) => [join(top, name, kind, inKind, `${stem}${suffix}.png`)],
  ({ top, kind, inKind, stem }) =>
    ['000', '001', '002'].map((each) => join(top, name, kind, inKind, stem, `${each}.png`)),
  ({ top, kind, inKind, stem }) =>
    [1, 2].map((i) => join(top, name, kind, inKind, `${stem}_mask_${i}.png`)),
  ({ folder, inKind, stem }) => [join(folder, name, inKind, `${stem}${suffix}.bmp`)],
  ({ top, stem, alone }) => (alone ? [join(top, name, `${stem}${suffix}.png`)] : []),
];

const beside = (suffix: string): readonly Masks[] => [
  ({ folder, inKind, stem }) => [join(folder, inKind, `${stem}${suffix}.png`)],
  ({ folder, inKind, stem }) => [1, 2].map((i) => join(folder, inKind, `${stem}${suffix}${i}.png`)),
  ({ folder, inKind, stem, lossy }) => (lossy ? [join(folder, inKind, `${stem}.png`)] : []),
  ({ folder, inKind, stem }) => [join(`${folder}_mask`, inKind, `${stem}.png`)],
];

const masksArbitrary: fc.Arbitrary<Masks> = fc
  .record({
    name: fc.constantFrom(...MASK_FOLDERS),
    inner: fc.constantFrom('', ...SUFFIXES),
    suffix: fc.constantFrom(...SUFFIXES),
    none: fc.nat(9),
  })
  .chain(({ name, inner, suffix, none }) =>
    none === 0
      ? fc.constant(() => [])
      : fc.constantFrom(...inFolder(name, inner), ...beside(suffix)),
  );

/** What systems, viewers and this program leave in a folder, beside an image there. */
const JUNK: readonly ((folder: string, stem: string) => Readonly<Record<string, Content>>)[] = [
  (folder) => ({ [join(folder, '.DS_Store')]: 'other', [join(folder, 'Thumbs.db')]: 'other' }),
  (folder, stem) => ({ [join(folder, `._${stem}.png`)]: 'other' }),
  (folder, stem) => ({ [join(folder, '@eaDir', `${stem}.png`, 'THUMB_M.jpg')]: 'photo' }),
  (folder, stem) => ({ [join(folder, '.thumbnails', `${stem}.png`)]: 'photo' }),
  (folder, stem) => ({ [join(folder, '__MACOSX', 'x', `${stem}.png`)]: 'other' }),
  (folder, stem) => ({ [join(folder, `${stem}_thumb.jpg`)]: 'photo' }),
  (folder, stem) => ({ [join(folder, 'thumbs', `${stem}.jpg`)]: 'photo' }),
  (folder) => ({ [join(folder, 'readme.txt')]: 'other', [join(folder, 'raw.heic')]: 'other' }),
  (folder, stem) => ({
    [join(folder, 'maps', 'index.html')]: 'page',
    [join(folder, 'maps', 'images', `0001-good-${stem}.png`)]: 'photo',
  }),
];

const junkArbitrary = fc.array(fc.tuple(fc.nat(99), fc.nat(JUNK.length - 1)), { maxLength: 4 });

/** Adds junk beside some of the images. */
function withJunk(tree: RandomTree, junk: readonly (readonly [number, number])[]): RandomTree {
  const files = new Map(tree.files);
  for (const [at, kind] of junk) {
    const { path } = tree.images[at % tree.images.length]!;
    const stem = path
      .split('/')
      .at(-1)!
      .replace(/\.\w+$/, '');
    const added = JUNK[kind]!(dirname(path), stem);
    for (const [name, content] of Object.entries(added))
      if (!files.has(name)) files.set(name, content);
  }
  return { ...tree, files };
}

const isLossy = (extension: string): boolean => /^jpe?g$/i.test(extension);

/** A normal folder and others beside it, in parts or not. */
const kindsTree: fc.Arbitrary<RandomTree> = fc
  .record({
    top: fc.constantFrom('', '', 'parts', join('Data', 'Images')),
    parts: fc.constantFrom(
      ['train', 'test'],
      ['Train', 'Test'],
      ['training', 'test_public'],
      ['', ''],
    ),
    normal: fc.constantFrom(...NORMAL),
    kinds: fc.uniqueArray(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 3 }),
    stems: fc.uniqueArray(fc.constantFrom(...STEMS), { minLength: 1, maxLength: 4 }),
    extension: fc.constantFrom(...EXTENSIONS),
    inKind: fc.constantFrom('', '', 'S0001'),
    masks: masksArbitrary,
    ofGood: fc.boolean(),
  })
  .map(({ top, parts, normal, kinds, stems, extension, inKind, masks, ofGood }) => {
    const [train = '', test = ''] = parts;
    const files = new Map<string, Content>();
    const images: TreeImage[] = [];
    const otherMasks: string[] = [];
    const add = (part: 'train' | 'test', kind: string, stem: string): void => {
      const folder = join(top, part === 'train' ? train : test, kind);
      const path = join(folder, inKind, `${stem}.${extension}`);
      const anomalous = kind !== normal;
      const [lossy, alone] = [isLossy(extension), kinds.length === 1 && !ofGood];
      const own = masks({ top, folder, kind, inKind, stem, lossy, alone });
      files.set(path, 'photo');
      const hasMasks = part === 'test' && (anomalous || ofGood);
      if (hasMasks) for (const mask of own) files.set(mask, anomalous ? 'marked' : 'empty');
      if (hasMasks && !anomalous) otherMasks.push(...own);
      images.push({ path, part, anomalous, masks: hasMasks && anomalous ? own : [] });
    };
    for (const stem of stems) {
      if (train !== '') add('train', normal, stem);
      for (const kind of [normal, ...kinds]) add('test', kind, stem);
    }
    return { images, otherMasks, files };
  });

/** Folders in which masks alone say what an image is. */
const byMasksTree: fc.Arbitrary<RandomTree> = fc
  .record({
    parts: fc.constantFrom(['train', 'test'], ['Train', 'Test'], ['', '']),
    folders: fc.constantFrom([''], ['kos01', 'kos02']),
    stems: fc.uniqueArray(fc.constantFrom(...STEMS), { minLength: 2, maxLength: 5 }),
    extension: fc.constantFrom(...EXTENSIONS),
    masks: fc.oneof(
      fc
        .constantFrom(...SUFFIXES)
        .chain((suffix) => fc.constantFrom(...beside(suffix).slice(0, 2))),
      fc
        .tuple(fc.constantFrom(...MASK_FOLDERS), fc.constantFrom('', ...SUFFIXES))
        .map(([name, suffix]) => inFolder(name, suffix)[3]!),
    ),
    /** Whether normal images have empty masks, or none. */
    all: fc.boolean(),
  })
  .map(({ parts, folders, stems, extension, masks, all }) => {
    const files = new Map<string, Content>();
    const images: TreeImage[] = [];
    const otherMasks: string[] = [];
    for (const [i, part] of (['train', 'test'] as const).entries()) {
      if (part === 'train' && parts[0] === '') continue;
      for (const name of folders) {
        for (const [j, stem] of stems.entries()) {
          const folder = join(parts[i]!, name);
          const path = join(folder, `${stem}.${extension}`);
          const anomalous = j % 2 === 1;
          const own = masks({
            ...{ top: '', kind: '', inKind: '', alone: false },
            folder,
            stem,
            lossy: isLossy(extension),
          });
          files.set(path, 'photo');
          if (anomalous || all)
            for (const [k, mask] of own.entries())
              files.set(mask, anomalous && k === own.length - 1 ? 'marked' : 'empty');
          if (all && !anomalous) otherMasks.push(...own);
          images.push({ path, part, anomalous, masks: anomalous ? own : [] });
        }
      }
    }
    return { images, otherMasks, files };
  });

export const randomTree: fc.Arbitrary<RandomTree> = fc
  .tuple(fc.oneof({ weight: 3, arbitrary: kindsTree }, byMasksTree), junkArbitrary)
  .map(([tree, junk]) => withJunk(tree, junk));
