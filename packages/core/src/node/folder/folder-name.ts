/** @file What names of folders say; the published sets and public tools name theirs so. */

/** 'MT_Free', '1 - mt free' and 'mt-free2' are the same: words, without their numbers. */
const wordsOf = (name: string): string[] =>
  name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.replace(/^\d+|\d+$/g, ''))
    .filter((word) => word !== '');

/** That say nothing of what the images are. */
const PLAIN = ['image', 'images', 'img', 'imgs', 'sample', 'samples'];

const saysOneOf = (name: string, known: readonly string[]): boolean =>
  known.includes(
    wordsOf(name)
      .filter((word) => !PLAIN.includes(word))
      .join(''),
  );

const NORMAL = [
  'good',
  'ok',
  'okay',
  'normal',
  'pass',
  'passed',
  'io',
  'nodefect',
  'nodefects',
  'defectfree',
  'nondefective',
  'gut',
  '正常',
  '良品',
  '合格',
  // The magnetic tiles of Huang et al.
  'mtfree',
];
/** good (MVTec AD), ok (BTAD), OK (Real-IAD), Normal (VisA), 0_normal, NODefect_images (AITEX) */
export const isNormalName = (name: string): boolean => saysOneOf(name, NORMAL);

const ANOMALOUS =
  /^(abnormal\w*|anomal\w*|defect\w*|fault\w*|fail\w*|reject\w*|damage\w*|cracks?|scratch(es)?)$/;
const ALSO_ANOMALOUS = [
  ...['bad', 'broken', 'def', 'ko', 'ng', 'nio', 'nogood', 'nok', 'not', 'scrap', 'rework'],
  ...['schlecht', 'defekt', 'fehler', '异常', '不良', '不良品', '缺陷', '不合格'],
];

/** Whether a word in it says that not all images in it are normal. */
export const hasAnomalousWord = (name: string): boolean =>
  !isNormalName(name) &&
  [...wordsOf(name), wordsOf(name).join('')].some(
    (word) => ANOMALOUS.test(word) || ALSO_ANOMALOUS.includes(word),
  );

export const isTrainName = (name: string): boolean => saysOneOf(name, ['train', 'training']);
/** test_public is MVTec AD 2's. */
export const isTestName = (name: string): boolean =>
  saysOneOf(name, ['test', 'testing', 'testpublic']);
/** Of a part that is neither fitted nor evaluated on. */
export const isOtherPart = (name: string): boolean =>
  saysOneOf(name, ['validation', 'valid', 'val', 'testprivate', 'testprivatemixed']);

/** What masks are called. */
export const MASK_WORDS: readonly string[] = ['groundtruth', 'gt', 'mask', 'masks'];
/** What masks are called too, and what an image of a label might be. */
export const VAGUE_WORDS: readonly string[] = [
  'anno',
  'annotation',
  'annotations',
  'label',
  'labels',
  'seg',
  'segmentation',
  'segmentations',
];
/** What else may stand in the name of a folder of masks. */
const OF_MASKS = [...PLAIN, 'rgb', 'binary', 'defect', 'defects', 'anomaly', 'pixel'];

export interface MaskFolderName {
  /** The folder whose images they are of, as {@link plainName} gives it; empty for all. */
  readonly of: string;
  /** Whether the name alone doesn't make sure that they are masks. */
  readonly vague: boolean;
}

/**
 * ground_truth, masks, Label, Mask_images, and crack_mask, which are those of the folder crack;
 * undefined for what is no name of masks.
 */
export function maskFolderName(name: string): MaskFolderName | undefined {
  const words = name
    .toLowerCase()
    .replace(/ground[^\p{L}\p{N}]+truth/u, 'groundtruth')
    .split(/[^\p{L}\p{N}]+/u);
  const isClear = (word: string): boolean => MASK_WORDS.includes(word);
  const isVague = (word: string): boolean => VAGUE_WORDS.includes(word);
  const vague = !words.some(isClear);
  if (vague && !words.some(isVague)) return undefined;
  const others = words.filter((word) => !isClear(word) && !isVague(word));
  const ofAll = others.every((word) => OF_MASKS.includes(word) || /^\d*$/.test(word));
  return { of: ofAll ? '' : plainName(others.join('')), vague };
}

/** Whether a folder is one of masks, among the folders that lie beside it. */
export function isMaskFolder(name: string, siblings: readonly string[]): boolean {
  const of = maskFolderName(name)?.of;
  return of === '' || (of !== undefined && siblings.some((other) => plainName(other) === of));
}

/** Without what names of one thing may differ in. */
export const plainName = (name: string): string =>
  name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
