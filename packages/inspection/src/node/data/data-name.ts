import { namedSets, namedTextures, manualSets, type NamedSet } from '@oneclass/core/node';
import type { DrawnTextures } from '@oneclass/core/datasets';

/** A named set, and its class or category where one is given. */
export interface NamedData {
  readonly set: string;
  readonly className: string | undefined;
}

/**
 * 'mnist:5' is a named set's class, in any case of letters; anything else is a path, `./mnist` too.
 */
export const parseName = (data: string): NamedData | undefined => parseAmong(namedSets, data);

/** 'mvtec-ad:screw', a category of a set that is fetched by hand. */
export const parseCategory = (data: string): NamedData | undefined => parseAmong(manualSets, data);

function parseAmong(sets: readonly NamedSet[], data: string): NamedData | undefined {
  const [, name, given] = /^([\w-]+)(?::(.+))?$/.exec(data) ?? [];
  const set = sets.find((candidate) => candidate.name === name);
  if (!set) return undefined;
  return {
    set: set.name,
    className: set.classes.find((known) => known.toLowerCase() === given?.toLowerCase()) ?? given,
  };
}

/** Undefined for what is not of 'textures'. */
export const texturesOf = (named: NamedData | undefined): DrawnTextures | undefined =>
  named?.set === 'textures' ? namedTextures(named.className ?? '') : undefined;
