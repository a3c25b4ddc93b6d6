import type { ImageSize, LabeledDataset, Mask } from '@oneclass/core';
import { readMasks, resizeMap } from '@oneclass/core/datasets';
import { evaluatePixels, pixelScores, type PixelScores } from '@oneclass/core/metrics';
import { fixedThreshold } from '@oneclass/core/thresholds';
import {
  createInspector,
  evaluateInspector,
  fitInspector,
  type Inspector,
  type MapSize,
} from '@oneclass/inspection';
import { useBackend } from '@oneclass/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scoreMapsInParts, type MapsPart } from '../src/evaluation/score-maps-in-parts.ts';
import { distance } from './distance-method.ts';
import { labeled, noise, SHAPE } from './images.ts';

const [HEIGHT, WIDTH] = SHAPE;
const drawn = labeled(noise(4));
/** Those of the images before they were resized, each another. */
const sizes = drawn.ids.map((_, i) => ({ height: 10 + i, width: 21 - i }));
/** A square. */
function marked({ height, width }: ImageSize, side: number): Mask {
  const data = new Uint8Array(height * width);
  for (let y = 2; y < 2 + side; y++) data.fill(1, y * width + 3, y * width + 3 + side);
  return { height, width, data };
}
/** Images of sizes of their own; the first anomalous one's defect is one pixel. */
const set: LabeledDataset = {
  ...drawn,
  sizes,
  masks: async (i) => (i < 4 ? undefined : marked(sizes[i]!, i === 4 ? 1 : 6)),
};

let inspector: Inspector;
beforeAll(async () => {
  await useBackend();
  const { detector } = (await fitInspector(distance, noise(12, 5))).inspector;
  inspector = createInspector({ detector, thresholds: { pixel: fixedThreshold(0.02) } });
});
afterAll(() => {
  inspector.dispose();
});

const pixelsOf = async (given: LabeledDataset, mapSize?: MapSize) =>
  (await evaluateInspector(inspector, given, { mapSize })).evaluation;
const maps = async () => (await inspector.detector.compute(set.samples, ['map'])).map;

describe('figures of pixels', () => {
  it('are those of every image’s own size, to which its map is brought', async () => {
    const { data } = await maps();
    const at = { height: HEIGHT, width: WIDTH };
    const own = await Promise.all(
      sizes.map(async (size, i): Promise<PixelScores> => ({
        ...size,
        scores: resizeMap(data.slice(i * 48, (i + 1) * 48), at, size),
        mask: await set.masks!(i),
      })),
    );
    const { counts: pixelCounts, ...figures } = evaluatePixels(own, { threshold: 0.02 });
    expect(await pixelsOf(set)).toMatchObject({
      ...figures,
      ...{ pixelCounts, mapSize: 'mask', pixelErrorBounds: null, maskProblems: [] },
    });
    expect(pixelCounts.anomalous).toBe(1 + 3 * 36);
  });

  it('are those of the detector’s size where it is asked for; a defect may vanish there', async () => {
    const found = await pixelsOf(set, 'detector');
    const masks = (await readMasks(set))!;
    const images = pixelScores(await maps(), masks).filter((_, i) => i !== 4);
    const { counts: pixelCounts, ...figures } = evaluatePixels(images, { threshold: 0.02 });
    expect(found).toMatchObject({ ...figures, pixelCounts, mapSize: 'detector' });
    expect(found.maskProblems).toMatchObject([{ image: '4', problem: 'vanished' }]);
  });

  it('take the maps part by part, as one pass', async () => {
    const steps: number[] = [];
    let ends = 0;
    const parts = scoreMapsInParts(inspector.detector, set.samples, {
      partBytes: 3 * 4 * HEIGHT * WIDTH,
      onProgress: (event) => {
        if (event.type === 'step-end') steps.push(event.step);
        if (event.type === 'phase-end') ends++;
      },
    });
    const found: MapsPart[] = [];
    for await (const part of parts) found.push(part);
    expect(found.map(({ start, scores }) => [start, scores.length])).toEqual([
      ...[
        [0, 3],
        [3, 3],
        [6, 2],
      ],
    ]);
    expect({ steps, ends }).toEqual({ steps: [3, 6, 8], ends: 1 });
    const { score, map } = await inspector.detector.compute(set.samples, ['score', 'map']);
    expect(found.flatMap(({ scores }) => [...scores])).toEqual([...score.data]);
    expect(found.flatMap(({ maps: part }) => [...part.data])).toEqual([...map.data]);
  });

  it('are of masks or of the detector, nothing else', async () => {
    await expect(pixelsOf(set, 'own' as never)).rejects.toThrow(/expected mask or detector/);
  });
});

describe('a mask that can’t be used', () => {
  it.each<[string, () => Mask | undefined]>([
    ['missing', () => undefined],
    ['wrong-size', () => marked({ height: 5, width: 5 }, 2)],
    ['empty', () => marked(sizes[5]!, 0)],
    ['unreadable', () => ({ ...sizes[5]!, data: new Uint8Array(3) })],
    ['unreadable', () => ({ ...sizes[5]!, data: marked(sizes[5]!, 6).data.map((v) => 7 * v) })],
    [
      'unreadable',
      () => {
        throw new RangeError('no memory');
      },
    ],
  ])('(%s) costs the pixels of its image, and no figure of images', async (problem, mask) => {
    const spoilt = { ...set, masks: async (i: number) => (i === 5 ? mask() : set.masks!(i)) };
    const [{ maskProblems, ...found }, without] = [
      await pixelsOf(spoilt),
      await pixelsOf({ ...set, masks: undefined }),
    ];
    expect(maskProblems).toEqual([{ image: '5', problem, message: expect.any(String) as string }]);
    expect(found.pixelCounts).toMatchObject({ images: 7, anomalous: 1 + 2 * 36 });
    const ofImages = { auroc: without.auroc, bestF1: without.bestF1, byKind: without.byKind };
    expect(found).toMatchObject({ ...ofImages, counts: without.counts });
  });

  it('is not among those to show', async () => {
    const spoilt = { ...set, masks: async (i: number) => (i === 5 ? undefined : set.masks!(i)) };
    const { masks } = await evaluateInspector(inspector, spoilt);
    expect(await masks!(0)).toBeUndefined();
    expect(await masks!(5)).toBeUndefined();
    expect(await masks!(6)).toMatchObject({ height: HEIGHT, width: WIDTH });
  });
});
