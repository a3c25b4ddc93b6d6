/** @file Numbers of others on MVTec AD. */
import type { Figures } from '../table/figure.ts';
import type { Published, Reference } from '../table/table.ts';
import type { MethodName } from './detectors.ts';

/** Category, image AUROC, pixel AUROC. */
type Line = readonly [category: string, image: number, pixel: number];
type Methods = Readonly<Record<'padim' | 'patchcore', readonly Line[]>>;

/** Anomalib's packages `padim` and `patchcore`, README, "Benchmark": seed 42. */
const WIDE_RESNET_50: Methods = {
  padim: [
    ['carpet', 0.995, 0.991],
    ['grid', 0.942, 0.97],
    ['leather', 1, 0.993],
    ['tile', 0.974, 0.955],
    ['wood', 0.993, 0.957],
    ['bottle', 0.999, 0.985],
    ['cable', 0.878, 0.97],
    ['capsule', 0.927, 0.988],
    ['hazelnut', 0.964, 0.985],
    ['metal_nut', 0.989, 0.982],
    ['pill', 0.939, 0.966],
    ['screw', 0.845, 0.988],
    ['toothbrush', 0.942, 0.991],
    ['transistor', 0.976, 0.976],
    ['zipper', 0.882, 0.986],
  ],
  patchcore: [
    ['carpet', 0.984, 0.988],
    ['grid', 0.959, 0.968],
    ['leather', 1, 0.991],
    ['tile', 1, 0.961],
    ['wood', 0.989, 0.934],
    ['bottle', 1, 0.984],
    ['cable', 0.99, 0.988],
    ['capsule', 0.982, 0.988],
    ['hazelnut', 1, 0.987],
    ['metal_nut', 0.994, 0.989],
    ['pill', 0.924, 0.98],
    ['screw', 0.96, 0.989],
    ['toothbrush', 0.933, 0.988],
    ['transistor', 1, 0.981],
    ['zipper', 0.982, 0.983],
  ],
};
const RESNET_18: Methods = {
  padim: [
    ['carpet', 0.945, 0.984],
    ['grid', 0.857, 0.918],
    ['leather', 0.982, 0.994],
    ['tile', 0.95, 0.934],
    ['wood', 0.976, 0.947],
    ['bottle', 0.994, 0.983],
    ['cable', 0.844, 0.965],
    ['capsule', 0.901, 0.984],
    ['hazelnut', 0.75, 0.978],
    ['metal_nut', 0.961, 0.97],
    ['pill', 0.863, 0.957],
    ['screw', 0.759, 0.978],
    ['toothbrush', 0.889, 0.988],
    ['transistor', 0.92, 0.968],
    ['zipper', 0.78, 0.979],
  ],
  patchcore: [
    ['carpet', 0.97, 0.986],
    ['grid', 0.947, 0.955],
    ['leather', 1, 0.99],
    ['tile', 0.997, 0.943],
    ['wood', 0.997, 0.933],
    ['bottle', 1, 0.981],
    ['cable', 0.986, 0.984],
    ['capsule', 0.965, 0.986],
    ['hazelnut', 1, 0.986],
    ['metal_nut', 0.991, 0.986],
    ['pill', 0.916, 0.974],
    ['screw', 0.943, 0.991],
    ['toothbrush', 0.931, 0.988],
    ['transistor', 0.996, 0.974],
    ['zipper', 0.953, 0.983],
  ],
};

const EXTRACTORS = ['efficientnet-lite0', 'vgg19'];

/** The same for both of our extractors, neither of which they have. */
const rowsOf = (method: MethodName, category: string, figures: Figures): [string, Figures][] =>
  EXTRACTORS.map((extractor) => [`${category}, ${method}, ${extractor}`, figures]);

const ofAnomalib = (methods: Methods): Record<string, Figures> =>
  Object.fromEntries(
    Object.entries(methods).flatMap(([method, lines]) =>
      lines.flatMap(([category, testAuroc, testPixelAuroc]) =>
        rowsOf(method as MethodName, category, { testAuroc, testPixelAuroc }),
      ),
    ),
  );

const ofDfr = (figures: Readonly<Record<string, Figures>>): Record<string, Figures> =>
  Object.fromEntries(
    Object.entries(figures).flatMap(([category, own]) => rowsOf('dfr', category, own)),
  );

const DFR_PAPER = ofDfr({
  leather: { testPixelAuroc: 0.99, testAupro: 0.97 },
  screw: { testPixelAuroc: 0.99, testAupro: 0.95 },
});
const DFR_RERUN = ofDfr({
  leather: { testAuroc: 0.987, testPixelAuroc: 0.99, testAupro: 0.979 },
  screw: { testAuroc: 0.919, testPixelAuroc: 0.986, testAupro: 0.938 },
});

const ANOMALIB =
  'anomalib (github.com/openvinotoolkit/anomalib, READMEs of its padim and patchcore, seed 42)';

export const mvtecPublished: Published = {
  source:
    `PaDiM and PatchCore on Wide ResNet-50 by ${ANOMALIB}; DFR by Shi, Yang and Qi 2021, twelve ` +
    'layers of VGG-19, 700 epochs',
  figures: { ...ofAnomalib(WIDE_RESNET_50), ...DFR_PAPER },
  unchecked: Object.keys(DFR_PAPER),
};

export const mvtecReferences: readonly Reference[] = [
  {
    name: 'on ResNet-18',
    source: `PaDiM and PatchCore by ${ANOMALIB}`,
    figures: ofAnomalib(RESNET_18),
  },
  {
    name: 'DFR rerun by others',
    source: 'an independent run of the authors’ code, 700 epochs',
    figures: DFR_RERUN,
    unchecked: Object.keys(DFR_RERUN),
  },
];
