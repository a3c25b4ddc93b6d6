import { join } from 'node:path';
import { image, plain, put } from '../temporary-folder.ts';

/** A grey PNG whose right half is marked with a value. */
const halfMarked = async (value: number): Promise<Buffer> =>
  image([0, 0, value, value, 0, 0, value, value], [2, 4, 1]).toColourspace('b-w').png().toBuffer();

/**
 * A category as MVTec AD lays them out: three images to fit on, one good and two cracked ones of 4
 * × 2 pixels.
 */
export async function putMvtecCategory(folder: string): Promise<void> {
  const images = [
    'train/good/000.png',
    'train/good/001.png',
    'train/good/002.png',
    'test/good/000.png',
    'test/crack/000.png',
    'test/crack/001.png',
  ];
  for (const [i, path] of images.entries())
    await put(join(folder, path), await plain(10 * i, 2, 4));
  for (const stem of ['000', '001'])
    await put(join(folder, `ground_truth/crack/${stem}_mask.png`), await halfMarked(255));
}

const HEADER = 'object,split,label,image,mask';
const normal = (split: string, stem: string): string =>
  `candle,${split},normal,candle/Data/Images/Normal/${stem}.JPG,`;
const anomaly = (split: string, stem: string): string =>
  `candle,${split},anomaly,candle/Data/Images/Anomaly/${stem}.JPG,` +
  `candle/Data/Masks/Anomaly/${stem}.png`;

/**
 * Lines of VisA's split for one-class detection, in the published order: one of another object
 * besides.
 */
export const ONE_CLASS: readonly string[] = [
  HEADER,
  normal('train', '0002'),
  normal('train', '0000'),
  'pcb1,train,normal,pcb1/Data/Images/Normal/0000.JPG,',
  normal('test', '0001'),
  anomaly('test', '000'),
  anomaly('test', '001'),
];

/** Of a split for two-class detection, where anomalous images are trained on too. */
export const TWO_CLASS: readonly string[] = [
  HEADER,
  normal('train', '0001'),
  anomaly('train', '000'),
  normal('test', '0000'),
  anomaly('test', '001'),
];

/** VisA's folder with its candles, 4 × 2 pixels: masks hold the number of the kind of defect. */
export async function putVisa(root: string): Promise<void> {
  const { default: sharp } = await import('sharp');
  for (const [i, path] of [
    'Normal/0000',
    'Normal/0001',
    'Normal/0002',
    'Anomaly/000',
    'Anomaly/001',
  ].entries())
    await put(
      join(root, `candle/Data/Images/${path}.JPG`),
      await sharp(await plain(20 * i, 2, 4))
        .jpeg()
        .toBuffer(),
    );
  for (const [i, stem] of ['000', '001'].entries())
    await put(join(root, `candle/Data/Masks/Anomaly/${stem}.png`), await halfMarked(i + 1));
  await put(join(root, 'split_csv/1cls.csv'), `${ONE_CLASS.join('\n')}\n`);
  await put(join(root, 'split_csv/2cls_fewshot.csv'), `${TWO_CLASS.join('\r\n')}\r\n`);
}
