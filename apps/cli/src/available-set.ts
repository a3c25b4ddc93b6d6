import { OneClassError } from '@oneclass/core';
import { drawnTextures, type DrawnTextures } from '@oneclass/core/datasets';
import { manualSets, namedSets, type NamedSet } from '@oneclass/core/node';

const KINDS = ['weave', 'brushed', 'grain'] as const;

const TEXTURES: NamedSet = {
  name: 'textures',
  title: 'surfaces of 64×64 drawn by code, 200 + 50 good and 48 with a defect of each',
  licence: 'MIT, as this package',
  source: '',
  classes: KINDS,
  download: 'none',
};

/** What `fit` and `evaluate` take by name. */
export const availableSets: readonly NamedSet[] = [...namedSets, TEXTURES];

/** What `datasets` lists: also what is fetched by hand and given as a folder. */
export const listedSets: readonly NamedSet[] = [...availableSets, ...manualSets];

export interface NamedData {
  readonly set: string;
  readonly className: string | undefined;
}

export const isTextures = (named: NamedData | undefined): named is NamedData & { readonly set: 'textures' } =>
  named?.set === TEXTURES.name;

/** @throws OneClassError `unknown-name` */
export function drawTextures(name: string | undefined): DrawnTextures {
  const kind = KINDS.find((known) => known === name);
  if (kind) return drawnTextures({ kind, train: 200, good: 50, defective: 48, seed: 0 });
  throw new OneClassError('unknown-name', `Which of the drawn textures? Expected one of ${KINDS.join(', ')}, as in textures:weave.`, { argument: 'data', expected: KINDS.join(', '), received: name });
}
