import { subset } from '@oneclass/core/datasets';
import { detectorOf, photoInput, PLACES_PROTOCOL } from './detectors.ts';
import { drawn, imageFolder, type ImageFolder, type Shots } from './image-folder.ts';
import { magneticTiles } from './magnetic-tile.ts';
import { mvtecCategory } from './mvtec-ad.ts';
import { texture, TEXTURE_KINDS } from './textures.ts';
import type { DataSource, Size, Table } from '../table/table.ts';

const COUNTS = { full: [1, 2, 4, 8, 16, 32], quick: [1, 4] } as const;

interface SomeOf {
  readonly name: string;
  readonly source: (shots: Shots, size: Size) => DataSource;
}

const photos =
  (folder: ImageFolder) =>
  (shots: Shots): DataSource =>
    imageFolder(folder, { input: photoInput('padim'), shots });

const SETS: readonly SomeOf[] = [
  { name: 'magnetic-tile', source: photos(magneticTiles) },
  { name: 'screw', source: photos(mvtecCategory('screw')) },
  ...TEXTURE_KINDS.map((kind) => ({
    name: kind,
    source: (shots: Shots, size: Size) => some(texture(kind, size), shots),
  })),
];

const METHODS = ['padim', 'patchcore'] as const;

export const fewShot: Table = {
  name: 'few-shot',
  title: 'Few images to fit on: PaDiM and PatchCore',
  figures: ['testAuroc', 'testPixelAuroc', 'testPixelAveragePrecision'],
  grid: { rows: 'fit', columns: 'images' },
  protocol: () => [
    'One to 32 of the training images, drawn by the seed (--seeds 0,1,2,3,4), which draws the ' +
      'method’s channels or patches too; a larger draw of one seed contains the smaller ones. ' +
      'All test images. Magnetic tiles, MVTec AD’s screws (both at 224×224) and surfaces drawn ' +
      'by code; sets that are not there are left out. EfficientNet-Lite0 alone.',
    PLACES_PROTOCOL,
  ],
  cells: ({ size, seeds }) =>
    seeds.flatMap((seed) =>
      SETS.flatMap(({ name, source }) =>
        COUNTS[size].flatMap((images) =>
          METHODS.map((method) => ({
            ...detectorOf(method, 'efficientnet-lite0').on,
            id: `${name}-${method}-${String(images)}-seed${String(seed)}`,
            row: `${name}, ${method}, ${String(images)} ${images === 1 ? 'image' : 'images'}`,
            axes: { set: name, method, images: String(images), fit: `${name} ${method}` },
            config: { seed },
            data: source({ images, seed }, size),
          })),
        ),
      ),
    ),
};

function some(source: DataSource, shots: Shots): DataSource {
  return {
    ...source,
    description: { ...source.description, shots },
    async load(options) {
      const { train, ...rest } = await source.load(options);
      const positions = drawn([...Array(train.size).keys()], shots);
      return { ...rest, train: subset(train, positions) };
    },
  };
}
