/** @file Each layout of the table in docs/data.md, as it is published, a few files of it. */
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { labeledFolder, listImages, normalFolder } from '@oneclass/core/node';
import { temporaryFolder } from '../temporary-folder.ts';
import { putFiles, type Content } from './put-files.ts';

interface Layout {
  readonly files: Readonly<Record<string, Content>>;
  /** Images to fit on. */
  readonly normal: readonly string[];
  /** What each image to evaluate on is, and its masks where it is anomalous. */
  readonly labeled: Readonly<Record<string, readonly [kind: string, ...masks: string[]]>>;
}

const photos = (...paths: string[]): Record<string, Content> =>
  Object.fromEntries(paths.map((path) => [path, 'photo']));
const marked = (...paths: string[]): Record<string, Content> =>
  Object.fromEntries(paths.map((path) => [path, 'marked']));
const empty = (...paths: string[]): Record<string, Content> =>
  Object.fromEntries(paths.map((path) => [path, 'empty']));

const LAYOUTS: Readonly<Record<string, Layout>> = {
  'MVTec AD': {
    files: {
      ...photos('train/good/000.png', 'test/good/000.png', 'test/crack/000.png'),
      ...marked('ground_truth/crack/000_mask.png'),
      'license.txt': 'other',
    },
    normal: ['train/good/000.png'],
    labeled: {
      'test/crack/000.png': ['crack', 'ground_truth/crack/000_mask.png'],
      'test/good/000.png': ['good'],
    },
  },
  'MVTec LOCO AD, several masks an image': {
    files: {
      ...photos('train/good/000.png', 'validation/good/000.png', 'test/good/000.png'),
      ...photos('test/logical_anomalies/000.png', 'test/structural_anomalies/000.png'),
      ...marked('ground_truth/logical_anomalies/000/000.png'),
      ...marked('ground_truth/logical_anomalies/000/001.png'),
      ...marked('ground_truth/structural_anomalies/000/000.png'),
    },
    normal: ['train/good/000.png'],
    labeled: {
      'test/good/000.png': ['good'],
      'test/logical_anomalies/000.png': [
        'logical_anomalies',
        'ground_truth/logical_anomalies/000/000.png',
        'ground_truth/logical_anomalies/000/001.png',
      ],
      'test/structural_anomalies/000.png': [
        'structural_anomalies',
        'ground_truth/structural_anomalies/000/000.png',
      ],
    },
  },
  'MVTec AD 2, masks in the test part': {
    files: {
      ...photos('train/good/000_regular.png', 'validation/good/000_regular.png'),
      ...photos('test_public/good/000_regular.png', 'test_public/bad/000_regular.png'),
      ...photos('test_private/000_regular.png', 'test_private_mixed/000_mixed.png'),
      ...marked('test_public/ground_truth/bad/000_regular_mask.png'),
    },
    normal: ['train/good/000_regular.png'],
    labeled: {
      'test_public/bad/000_regular.png': [
        'bad',
        'test_public/ground_truth/bad/000_regular_mask.png',
      ],
      'test_public/good/000_regular.png': ['good'],
    },
  },
  BTAD: {
    files: {
      ...photos('train/ok/0000.bmp', 'test/ok/0000.bmp', 'test/ko/0000.bmp'),
      ...marked('ground_truth/ko/0000.png'),
    },
    normal: ['train/ok/0000.bmp'],
    labeled: {
      'test/ko/0000.bmp': ['ko', 'ground_truth/ko/0000.png'],
      'test/ok/0000.bmp': ['ok'],
    },
  },
  'VisA, a category without its split file': {
    files: {
      ...photos('Data/Images/Normal/0000.JPG', 'Data/Images/Anomaly/000.JPG'),
      ...marked('Data/Masks/Anomaly/000.png'),
      'image_anno.csv': 'other',
    },
    normal: ['Data/Images/Normal/0000.JPG'],
    labeled: {
      'Data/Images/Anomaly/000.JPG': ['Anomaly', 'Data/Masks/Anomaly/000.png'],
      'Data/Images/Normal/0000.JPG': ['Normal'],
    },
  },
  'KolektorSDD, a mask beside each image': {
    files: {
      ...photos('kos01/Part0.jpg', 'kos01/Part1.jpg', 'kos02/Part0.jpg'),
      ...empty('kos01/Part0_label.bmp', 'kos02/Part0_label.bmp'),
      ...marked('kos01/Part1_label.bmp'),
    },
    normal: ['kos01/Part0.jpg', 'kos02/Part0.jpg'],
    labeled: {
      'kos01/Part0.jpg': ['normal', 'kos01/Part0_label.bmp'],
      'kos01/Part1.jpg': ['anomaly', 'kos01/Part1_label.bmp'],
      'kos02/Part0.jpg': ['normal', 'kos02/Part0_label.bmp'],
    },
  },
  'KolektorSDD2, with its two files too many': {
    files: {
      ...photos('train/10000.png', 'train/10001.png', 'test/20000.png', 'test/20001.png'),
      ...empty('train/10000_GT.png', 'test/20000_GT.png'),
      ...marked('train/10001_GT.png', 'test/20001_GT.png'),
      ...photos('train/10301 (copy).png', 'train/10301.png'),
      ...empty('train/10301_GT (copy).png', 'train/10301_GT.png'),
    },
    normal: ['train/10000.png', 'train/10301 (copy).png', 'train/10301.png'],
    labeled: {
      'test/20000.png': ['normal', 'test/20000_GT.png'],
      'test/20001.png': ['anomaly', 'test/20001_GT.png'],
    },
  },
  'DAGM 2007, masks of defects alone': {
    files: {
      ...photos('Train/0001.PNG', 'Train/0002.PNG', 'Test/0001.PNG', 'Test/0003.PNG'),
      ...marked('Train/Label/0002_label.PNG', 'Test/Label/0003_label.PNG'),
      'Train/Label/Labels.txt': 'other',
    },
    normal: ['Train/0001.PNG'],
    labeled: {
      'Test/0001.PNG': ['normal'],
      'Test/0003.PNG': ['anomaly', 'Test/Label/0003_label.PNG'],
    },
  },
  'Real-IAD, masks of the same name': {
    files: {
      ...photos('OK/S0001/a_OK_C1.jpg', 'NG/BX/S0002/a_BX_C1.jpg', 'NG/BX/S0002/a_BX_C2.jpg'),
      ...marked('NG/BX/S0002/a_BX_C1.png', 'NG/BX/S0002/a_BX_C2.png'),
    },
    normal: ['OK/S0001/a_OK_C1.jpg'],
    labeled: {
      'NG/BX/S0002/a_BX_C1.jpg': ['NG', 'NG/BX/S0002/a_BX_C1.png'],
      'NG/BX/S0002/a_BX_C2.jpg': ['NG', 'NG/BX/S0002/a_BX_C2.png'],
      'OK/S0001/a_OK_C1.jpg': ['OK'],
    },
  },
  'Magnetic tiles, masks of the same name': {
    files: {
      ...photos('MT_Free/Imgs/exp1_num_1.jpg', 'MT_Crack/Imgs/exp1_num_2.jpg'),
      ...empty('MT_Free/Imgs/exp1_num_1.png'),
      ...marked('MT_Crack/Imgs/exp1_num_2.png'),
    },
    normal: ['MT_Free/Imgs/exp1_num_1.jpg'],
    labeled: {
      'MT_Crack/Imgs/exp1_num_2.jpg': ['MT_Crack', 'MT_Crack/Imgs/exp1_num_2.png'],
      'MT_Free/Imgs/exp1_num_1.jpg': ['MT_Free'],
    },
  },
  'AITEX fabrics, masks of some defects': {
    files: {
      ...photos('NODefect_images/2306881/0000_000_01.png', 'Defect_images/0001_002_00.png'),
      ...marked('Mask_images/0001_002_00_mask.png'),
    },
    normal: ['NODefect_images/2306881/0000_000_01.png'],
    labeled: {
      'Defect_images/0001_002_00.png': ['Defect_images', 'Mask_images/0001_002_00_mask.png'],
      'NODefect_images/2306881/0000_000_01.png': ['NODefect_images'],
    },
  },
  'BMAD, masks beside folders of images': {
    files: {
      ...photos('train/good/1.png', 'valid/good/img/2.png', 'test/good/img/3.png'),
      ...photos('test/Ungood/img/4.png'),
      ...marked('test/Ungood/label/4.png'),
      ...empty('test/good/label/3.png'),
    },
    normal: ['train/good/1.png'],
    labeled: {
      'test/Ungood/img/4.png': ['Ungood', 'test/Ungood/label/4.png'],
      'test/good/img/3.png': ['good'],
    },
  },
  "anomalib's folders": {
    files: {
      ...photos('good/00.jpg', 'crack/00.jpg', 'colour/00.jpg'),
      ...marked('mask/crack/00.jpg', 'mask/colour/00.jpg'),
    },
    normal: ['good/00.jpg'],
    labeled: {
      'colour/00.jpg': ['colour', 'mask/colour/00.jpg'],
      'crack/00.jpg': ['crack', 'mask/crack/00.jpg'],
      'good/00.jpg': ['good'],
    },
  },
  'Defect Spectrum, two folders of masks': {
    files: {
      ...photos('image/good/000.png', 'image/crack/000.png'),
      ...marked('mask/crack/000_mask.png', 'rgb_mask/crack/000_rgb_mask.png'),
    },
    normal: ['image/good/000.png'],
    labeled: {
      'image/crack/000.png': ['crack', 'mask/crack/000_mask.png'],
      'image/good/000.png': ['good'],
    },
  },
};

describe('a published layout', () => {
  it.each(Object.entries(LAYOUTS))('%s', async (_, { files, normal, labeled }) => {
    const dir = await temporaryFolder();
    await putFiles(dir, Object.entries(files));
    const within = (paths: readonly string[]): string[] =>
      paths.map((path) => relative(dir, path).replaceAll('\\', '/'));

    expect(within((await normalFolder(dir)).paths)).toEqual(normal);
    const { paths, labels, kinds, masks } = await labeledFolder(dir);
    expect(
      Object.fromEntries(
        within(paths).map((path, i) => [path, [kinds[i], ...within(masks?.[i] ?? [])]]),
      ),
    ).toEqual(labeled);
    expect(within(paths.filter((_, i) => labels[i] === 0))).toEqual(
      Object.keys(labeled).filter((path) =>
        /^(good|ok|normal|MT_Free|NODefect_images)$/i.test(labeled[path]![0]),
      ),
    );
    const images = Object.keys(files).filter((path) => files[path] === 'photo');
    expect(within((await listImages(dir)).paths).sort()).toEqual(images.sort());
  });
});
