import type { NamedSet } from './named-set.ts';

/** A set of photographs in folders, a folder a category. */
export interface IndustrialSet {
  readonly about: NamedSet;
  /** What its folder may be called, this project's name for it first. */
  readonly folderNames: readonly string[];
  /**
   * The folder that its official archive unpacks to, inside of which the categories are, where
   * there is one.
   */
  readonly archiveFolder?: string | undefined;
  /** The part of a category to evaluate on; 'test' when absent. */
  readonly testFolder?: string | undefined;
  /**
   * Where a file says which image is for what; without, each category is laid out as MVTec AD's
   * are.
   */
  readonly splits?: { readonly folder: string; readonly file: string } | undefined;
}

export const INDUSTRIAL_SETS: readonly IndustrialSet[] = [
  {
    about: {
      name: 'mvtec-ad',
      title: 'MVTec AD, 15 kinds of objects and textures with defects and their masks',
      licence: 'CC BY-NC-SA 4.0, MVTec Software GmbH',
      source: 'https://www.mvtec.com/company/research/datasets/mvtec-ad',
      classes: [
        'bottle',
        'cable',
        'capsule',
        'carpet',
        'grid',
        'hazelnut',
        'leather',
        'metal_nut',
        'pill',
        'screw',
        'tile',
        'toothbrush',
        'transistor',
        'wood',
        'zipper',
      ],
      download: 'manual',
    },
    folderNames: [
      'mvtec-ad',
      'mvtec_anomaly_detection',
      'mvtec_ad',
      'mvtec',
      'MVTec',
      'MVTecAD',
      'MVTec-AD',
    ],
    archiveFolder: 'mvtec_anomaly_detection',
  },
  {
    about: {
      name: 'mvtec-loco',
      title:
        'MVTec LOCO AD, five kinds of assemblies with structural and logical defects and masks',
      licence: 'CC BY-NC-SA 4.0, MVTec Software GmbH',
      source: 'https://www.mvtec.com/company/research/datasets/mvtec-loco',
      classes: ['breakfast_box', 'juice_bottle', 'pushpins', 'screw_bag', 'splicing_connectors'],
      download: 'manual',
    },
    folderNames: [
      'mvtec-loco',
      'mvtec_loco_anomaly_detection',
      'mvtec_loco',
      'MVTec_LOCO',
      'MVTec-LOCO',
      'MVTecLOCO',
    ],
    archiveFolder: 'mvtec_loco_anomaly_detection',
  },
  {
    about: {
      name: 'mvtec-ad-2',
      title: 'MVTec AD 2, eight kinds of objects and materials with defects and their masks',
      licence: 'CC BY-NC-SA 4.0, MVTec Software GmbH',
      source: 'https://www.mvtec.com/company/research/datasets/mvtec-ad-2',
      classes: [
        'can',
        'fabric',
        'fruit_jelly',
        'rice',
        'sheet_metal',
        'vial',
        'wallplugs',
        'walnuts',
      ],
      download: 'manual',
    },
    folderNames: ['mvtec-ad-2', 'mvtec_ad_2', 'MVTec_AD_2', 'MVTec-AD-2', 'MVTecAD2'],
    archiveFolder: 'mvtec_ad_2',
    testFolder: 'test_public',
  },
  {
    about: {
      name: 'btad',
      title: 'BTAD (beanTech), three industrial products with defects and their masks',
      licence: 'none found stated; beanTech Srl and University of Udine, to be asked',
      source: 'http://avires.dimi.uniud.it/papers/btad/',
      classes: ['01', '02', '03'],
      download: 'manual',
    },
    folderNames: ['btad', 'BTech_Dataset_transformed', 'BTAD', 'BTech'],
    archiveFolder: 'BTech_Dataset_transformed',
  },
  {
    about: {
      name: 'visa',
      title: 'VisA, 12 kinds of objects, circuit boards among them, with defects and their masks',
      licence: 'CC BY 4.0, Amazon',
      source: 'https://github.com/amazon-science/spot-diff',
      classes: [
        'candle',
        'capsules',
        'cashew',
        'chewinggum',
        'fryum',
        'macaroni1',
        'macaroni2',
        'pcb1',
        'pcb2',
        'pcb3',
        'pcb4',
        'pipe_fryum',
      ],
      download: 'manual',
    },
    folderNames: ['visa', 'VisA_20220922', 'VisA'],
    archiveFolder: 'VisA_20220922',
    splits: { folder: 'split_csv', file: '1cls.csv' },
  },
];
