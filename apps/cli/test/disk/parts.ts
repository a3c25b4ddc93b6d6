import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRng } from '@oneclass/core';
import sharp from 'sharp';
import { callOneclass } from '../call-oneclass.ts';

/** A folder with images of parts, and detectors fitted on them. */
export interface Parts {
  readonly at: (...names: string[]) => string;
  remove(): Promise<void>;
}

const SIDE = 16;

/** A grey gradient with noise; a defect is a white square. */
async function putPart(path: string, seed: number, isDefect: boolean): Promise<void> {
  const rng = createRng(seed);
  const data = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    const inDefect = isDefect && row > 3 && row < 9 && column > 3 && column < 9;
    return inDefect ? 255 : 60 + 6 * row + 30 * rng.uniform();
  });
  await sharp(data, { raw: { width: SIDE, height: SIDE, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toFile(path);
}

/** `train`, `parts/good`, `parts/bad`; `parts.oneclass` of a method with maps. */
export async function createParts(): Promise<Parts> {
  const folder = await mkdtemp(join(tmpdir(), 'oneclass-disk-'));
  const at = (...names: string[]): string => join(folder, ...names);
  const kinds = [
    ['train', 24],
    ['parts/good', 8],
    ['parts/bad', 6],
  ] as const;
  for (const [k, [kind, count]] of kinds.entries()) {
    await mkdir(at(kind), { recursive: true });
    for (let i = 0; i < count; i++)
      await putPart(at(kind, `${String(i)}.png`), 100 * k + i, kind === 'parts/bad');
  }
  const { code, stderr } = await callOneclass([
    ...['fit', at('train'), '--method', 'pca', '-o', at('parts.oneclass'), '--size', String(SIDE)],
    ...['--threshold', 'fpr=0.2', '--hold-out', '0.4'],
  ]);
  if (code !== 0) throw new Error(stderr);
  return { at, remove: () => rm(folder, { recursive: true, force: true }) };
}
