import { categoryCells, categoryProtocol, namedCategory } from './category-cells.ts';
import { detectorFigures } from './detectors.ts';
import type { ImageFolder } from './image-folder.ts';
import { mvtecPublished, mvtecReferences } from './mvtec-published.ts';
import type { Table } from '../table/table.ts';

/** Images to fit on and test images of each category (Bergmann et al. 2019, table 1). */
const CATEGORIES: Readonly<Record<string, readonly [train: number, test: number]>> = {
  carpet: [280, 117],
  grid: [264, 78],
  leather: [245, 124],
  tile: [230, 117],
  wood: [247, 79],
  bottle: [209, 83],
  cable: [224, 150],
  capsule: [219, 132],
  hazelnut: [391, 110],
  metal_nut: [220, 115],
  pill: [267, 167],
  screw: [320, 160],
  toothbrush: [60, 42],
  transistor: [213, 100],
  zipper: [240, 151],
};

/** @param category of MVTec AD */
export function mvtecCategory(category: string): ImageFolder {
  const [train, test] = CATEGORIES[category] as readonly [number, number];
  return { ...namedCategory('mvtec-ad', category), official: { train, test } };
}

export const mvtecAd: Table = {
  name: 'mvtec-ad',
  title: 'MVTec AD: a category a row, by PaDiM, PatchCore and DFR',
  figures: detectorFigures,
  grid: { rows: 'category', columns: 'detector' },
  protocol: categoryProtocol('mvtec-ad'),
  published: mvtecPublished,
  references: mvtecReferences,
  cells: categoryCells(Object.keys(CATEGORIES).map(mvtecCategory)),
};
