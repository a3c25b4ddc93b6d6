import { relative, sep } from 'node:path';
import { describeLeftOut, type ImageList, type LabeledImages } from '@oneclass/core/node';

const count = (number: number): string => `${String(number)} image${number === 1 ? '' : 's'}`;

/** '24 images of parts/good; left out: 12 masks, 40 TIF' */
export function describeImages({ root, paths, leftOut }: ImageList): string {
  const folders = foldersOf(root, paths);
  return `${count(paths.length)} of ${root}${folders}${besides(leftOut)}`;
}

/** '24 images of parts: 12 good, 12 crack, with masks; left out: 3 hidden files' */
export function describeLabeled({ root, kinds, masks, leftOut }: LabeledImages): string {
  const parts = [...new Set(kinds)].map(
    (kind) => `${String(kinds.filter((other) => other === kind).length)} ${kind}`,
  );
  const withMasks = masks ? ', with masks' : '';
  return `${count(kinds.length)} of ${root}: ${shorten(parts)}${withMasks}${besides(leftOut)}`;
}

/** '24 images; left out: 12 masks' */
export const describePaths = ({ paths, leftOut }: Pick<ImageList, 'paths' | 'leftOut'>): string =>
  `${count(paths.length)}${besides(leftOut)}`;

const besides = (leftOut: ImageList['leftOut']): string => {
  const others = describeLeftOut(leftOut);
  return others === '' ? '' : `; left out: ${others}`;
};

/** Where images lie in folders of a folder that was not looked for by its name. */
function foldersOf(root: string, paths: readonly string[]): string {
  const names = paths.map((path) => relative(root, path).split(sep));
  const folders = [...new Set(names.map(([first]) => first ?? ''))];
  if (names.some(({ length }) => length === 1)) return '';
  return `, in its folders ${shorten(folders)}`;
}

const SHOWN = 8;

const shorten = (names: readonly string[]): string =>
  [...names.slice(0, SHOWN), ...(names.length > SHOWN ? ['…'] : [])].join(', ');
