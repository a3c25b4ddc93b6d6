import { TEXTURES, type TextureKind } from '../../datasets/drawn/texture.ts';
import { OneClassError } from '../../error.ts';
import { DIGITS, FILE_SETS } from './file-sets.ts';
import { INDUSTRIAL_SETS } from './industrial-sets.ts';
import type { NamedSet } from './named-set.ts';

export const DRAWN_DIGITS: NamedSet = {
  name: 'digits',
  title: 'digits drawn by code, 10,000 + 2,000',
  licence: 'MIT, as this package',
  source: '',
  classes: DIGITS,
  download: 'none',
};

export const TEXTURE_KINDS = Object.keys(TEXTURES) as readonly TextureKind[];

export const DRAWN_TEXTURES: NamedSet = {
  name: 'textures',
  title: 'surfaces of 64×64 drawn by code, 200 + 50 good and 48 with a defect of each',
  licence: 'MIT, as this package',
  source: '',
  classes: TEXTURE_KINDS,
  download: 'none',
};

/**
 * The data sets that are had by their name: 'textures' by `namedTextures`, the others by
 * `loadNamedSet`.
 */
export const namedSets: readonly NamedSet[] = [
  DRAWN_DIGITS,
  DRAWN_TEXTURES,
  ...FILE_SETS.map(({ about }) => about),
];

/**
 * Sets of photographs in folders, to be fetched by hand, since that is how their licence is
 * accepted; read by `findCategory`.
 */
export const manualSets: readonly NamedSet[] = INDUSTRIAL_SETS.map(({ about }) => about);

/** @throws OneClassError `unknown-name`, with the known names */
export function describeSet(name: string): NamedSet {
  const known = [...namedSets, ...manualSets];
  const set = known.find((candidate) => candidate.name === name);
  if (set) return set;
  const names = known.map((candidate) => candidate.name).join(', ');
  throw new OneClassError(
    'unknown-name',
    `There is no data set '${name}'. Expected one of: ${names}.`,
    { expected: names, received: name },
  );
}

/**
 * How to get a set that is not downloaded.
 * @param looked for what, and where
 */
export function fetchByHand(
  { name, title, licence, source, classes }: NamedSet,
  looked = '',
): OneClassError {
  const example = `FOLDER/${name}/${classes[0] ?? ''}`;
  return new OneClassError(
    'not-found',
    `Data set '${name}' (${title}) is to be fetched by hand, accepting its licence ` +
      `(${licence}): ${source}. Unpack it into FOLDER/${name}, so that there is ` +
      `${example}, and set ONECLASS_DATA_DIR=FOLDER, or give --data-dir FOLDER.${looked}`,
    { argument: name, expected: example },
  );
}
