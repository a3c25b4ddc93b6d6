/** @file MVTec LOCO AD and MVTec AD 2, for those who have fetched them. */
import { describeSet } from '@oneclass/core/node';
import type { Table } from '../table/table.ts';
import { categoryCells, categoryProtocol, namedCategory } from './category-cells.ts';
import { detectorFigures } from './detectors.ts';

const tableOf = (
  name: string,
  { title, kinds, more }: Pick<Table, 'title' | 'kinds'> & { readonly more: readonly string[] },
): Table => ({
  name,
  title,
  figures: detectorFigures,
  kinds,
  grid: { rows: 'category', columns: 'detector' },
  protocol: categoryProtocol(name, more),
  cells: categoryCells(describeSet(name).classes.map((category) => namedCategory(name, category))),
});

export const mvtecLoco = tableOf('mvtec-loco', {
  title: 'MVTec LOCO AD: structural and logical defects, by PaDiM, PatchCore and DFR',
  kinds: ['structural_anomalies', 'logical_anomalies'],
  more: [
    'Bergmann et al. 2022. Several masks of one image are united, so that AUPRO takes their ' +
      'places alike, which the set’s own figure, sPRO, does not.',
  ],
});

export const mvtecAd2 = tableOf('mvtec-ad-2', {
  title: 'MVTec AD 2: its public test images, by PaDiM, PatchCore and DFR',
  kinds: undefined,
  more: [
    'Heckler-Kram et al. 2025. The public test images, as the private ones come without labels; ' +
      'the set’s defects are small beside its images of some megapixels, which are made small ' +
      'here.',
  ],
});
