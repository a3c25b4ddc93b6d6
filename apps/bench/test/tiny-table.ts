import { convAutoencoder, type ConvAutoencoderConfig } from '@oneclass/autoencoder';
import {
  oneVersusRest,
  resizeImages,
  strokeDigits,
  type ClassifiedImages,
} from '@oneclass/core/datasets';
import { gridThreshold } from '@oneclass/core/thresholds';
import { checkedCell, type CheckedCell } from '../src/table/checked-cell.ts';
import type { CellPackages } from '../src/table/packages.ts';
import { alternateHalves } from '../src/paper/halves.ts';
import { validatedFigures } from '../src/paper/validated-figures.ts';
import type { Cell, Table } from '../src/table/table.ts';

/** A table that runs in a second: drawn ones of 16×16 against other digits. */
export const tinyTable: Table = {
  name: 'tiny',
  title: 'A tiny <em>table',
  protocol: (size) => [`Ones & others, ${size}.`],
  published: { source: 'nowhere', figures: { 'conv-autoencoder': { testAuroc: 0.5 } } },
  figures: validatedFigures,
  cells: ({ size, seeds }) => seeds.map((seed) => tinyCell(seed, size === 'quick' ? 2 : 4)),
};

/** With the versions that are named. */
export const tinyInstalled = (
  seed: number,
  epochs: number,
  packages: CellPackages = { package: { name: '@oneclass/autoencoder', version: '1.0.0' } },
): CheckedCell => checkedCell(tinyCell(seed, epochs), packages);

function drawnDigits(seed: number): ClassifiedImages {
  const drawn = strokeDigits({ perDigit: 16, seed });
  const input = { height: 16, width: 16, channels: 1, resize: 'area' } as const;
  return { ...drawn, samples: resizeImages(drawn.samples, input) };
}

export function tinyCell(seed: number, epochs: number): Cell {
  const config: ConvAutoencoderConfig = {
    ...convAutoencoder.defaults,
    encoder: [4, 8],
    decoder: [8, 4],
    batchSize: 8,
    epochs,
    seed,
  };
  return {
    id: `seed${String(seed)}`,
    method: convAutoencoder,
    package: '@oneclass/autoencoder',
    config,
    data: {
      input: { height: 16, width: 16, channels: 1, resize: 'area' },
      description: { set: 'ones', seed },
      load() {
        const { normal, test } = oneVersusRest(drawnDigits(1), drawnDigits(2), '1');
        const [validation, rest] = alternateHalves(test);
        return Promise.resolve({
          train: normal,
          validation,
          test: rest,
          files: [{ name: '/somewhere/on/disk/ones.idx', md5: 'x', official: false }],
        });
      },
    },
    threshold: ({ labels, scores }) =>
      gridThreshold({ labels, scores, from: 0, to: 1, step: 0.01 }),
  };
}
