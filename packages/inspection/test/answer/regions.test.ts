import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRng } from '@oneclass/core';
import { imageSet } from '@oneclass/core/datasets';
import { fixedThreshold } from '@oneclass/core/thresholds';
import { fitInspector, regionsOf, type Region } from '@oneclass/inspection';
import { useBackend } from '@oneclass/runtime';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distance } from '../distance-method.ts';

const mapOf = (rows: readonly (readonly number[])[]) => ({
  data: Float32Array.from(rows.flat()),
  shape: [rows.length, rows[0]?.length ?? 0],
});

/** The regions of a mask by filling each from its first pixel. */
function flood(mask: readonly number[], width: number): number[][] {
  const seen = new Set<number>();
  const regions: number[][] = [];
  for (const [start, value] of mask.entries()) {
    if (value !== 1 || seen.has(start)) continue;
    const region = [start];
    seen.add(start);
    for (const at of region) {
      for (const dy of [-1, 0, 1]) {
        for (const dx of [-1, 0, 1]) {
          const [x, y] = [(at % width) + dx, Math.floor(at / width) + dy];
          const next = y * width + x;
          if (x < 0 || x >= width || mask[next] !== 1 || seen.has(next)) continue;
          seen.add(next);
          region.push(next);
        }
      }
    }
    regions.push(region);
  }
  return regions;
}

describe('regions of a score map', () => {
  it('are 0, 1 and 1 where all is below, all is above and one pixel is above', () => {
    const rows = Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => 1));
    expect(regionsOf(mapOf(rows), { threshold: 1 })).toEqual([]);
    expect(regionsOf(mapOf(rows), { threshold: 0.5 })).toEqual([
      { box: { x: 0, y: 0, width: 5, height: 4 }, area: 20, peak: 1, mean: 1 },
    ]);
    rows[2] = [1, 1, 1, 3, 1];
    expect(regionsOf(mapOf(rows), { threshold: 1 })).toEqual([
      { box: { x: 3, y: 2, width: 1, height: 1 }, area: 1, peak: 3, mean: 3 },
    ]);
  });

  it('are connected over corners, the largest first, the higher peak first of equal ones', () => {
    const map = mapOf([
      [9, 0, 0, 0, 0, 2],
      [0, 0, 0, 0, 2, 0],
      [0, 0, 0, 0, 0, 3],
      [5, 0, 0, 7, 0, 0],
    ]);
    const regions = regionsOf(map, { threshold: 1 });
    expect(regions.map(({ area, peak }) => [area, peak])).toEqual([
      [3, 3],
      [1, 9],
      [1, 7],
      [1, 5],
    ]);
    expect(regions[0]).toEqual({
      box: { x: 4, y: 0, width: 2, height: 3 },
      ...{ area: 3, peak: 3, mean: 7 / 3 },
    });
    expect(regionsOf(map, { threshold: 1, leastArea: 2 })).toHaveLength(1);
  });

  it('are those that filling from a pixel finds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }).chain((width) =>
          fc.record({
            width: fc.constant(width),
            mask: fc
              .array(
                fc.array(fc.integer({ min: 0, max: 1 }), { minLength: width, maxLength: width }),
                {
                  minLength: 1,
                  maxLength: 9,
                },
              )
              .map((rows) => rows.flat()),
          }),
        ),
        ({ width, mask }) => {
          const map = { data: Float32Array.from(mask), shape: [mask.length / width, width] };
          const expected = flood(mask, width).map((pixels) => {
            const [xs, ys] = [
              pixels.map((i) => i % width),
              pixels.map((i) => Math.floor(i / width)),
            ];
            const [x, y] = [Math.min(...xs), Math.min(...ys)];
            const box = { x, y, width: Math.max(...xs) - x + 1, height: Math.max(...ys) - y + 1 };
            return { box, area: pixels.length, peak: 1, mean: 1 };
          });
          const order = (a: Region, b: Region): number => b.area - a.area;
          expect(regionsOf(map, { threshold: 0.5 })).toEqual(expected.sort(order));
        },
      ),
    );
  });

  it('are in pixels of the image: boxes take in what is covered in part', () => {
    // A pixel of the map is 3.33 × 2.5 of the image.
    const map = mapOf([
      [0, 0, 0],
      [0, 2, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    const size = { width: 10, height: 10 };
    expect(regionsOf(map, { threshold: 1, size })).toEqual([
      { box: { x: 3, y: 2, width: 4, height: 3 }, area: 8, peak: 2, mean: 2 },
    ]);
    expect(regionsOf(map, { threshold: 1, size, leastArea: 9 })).toEqual([]);
    // An image smaller than its map.
    expect(regionsOf(map, { threshold: 1, size: { width: 1, height: 2 } })).toEqual([
      { box: { x: 0, y: 0, width: 1, height: 1 }, area: 1, peak: 2, mean: 2 },
    ]);
  });

  it.each([
    ['several maps', { data: new Float32Array(8), shape: [2, 2, 2] }, {}, /one map/],
    ['a wrong length', { data: new Float32Array(3), shape: [2, 2] }, {}, /one map/],
    ['no threshold', mapOf([[1]]), { threshold: NaN }, /Invalid threshold/],
    ['half a pixel', mapOf([[1]]), { size: { width: 0.5, height: 1 } }, /Invalid size/],
    ['a negative area', mapOf([[1]]), { leastArea: -1 }, /Invalid leastArea/],
  ])('are not of %s', (_, map, options, message) => {
    expect(() => regionsOf(map, { threshold: 1, ...options })).toThrow(message);
  });
});

describe('a defect drawn at a known place of an image', () => {
  const [width, height] = [90, 40];
  const defect = { left: 52, top: 13, width: 17, height: 11 };
  let folder: string;

  /** Grey noise as it is to be looked at, with a bright defect where it is asked for. */
  function drawn(seed: number, withDefect: boolean): Uint8Array {
    const rng = createRng(seed);
    const data = Uint8Array.from({ length: width * height }, () => 100 + 5 * rng.uniform());
    if (withDefect)
      for (let y = defect.top; y < defect.top + defect.height; y++)
        data.fill(250, y * width + defect.left, y * width + defect.left + defect.width);
    return data;
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'oneclass-regions-'));
    await useBackend();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['as it is stored', 1, 0],
    ['turned by its EXIF orientation', 6, 270],
    ['turned the other way', 8, 90],
    ['upside down', 3, 180],
  ])('is inside its box, to a pixel of the map, %s', async (_, orientation, stored) => {
    const size = [20, 30] as const;
    const resized = async (seed: number) =>
      sharp(drawn(seed, false), { raw: { width, height, channels: 1 } })
        .resize(size[1], size[0], { fit: 'fill' })
        .toColourspace('b-w')
        .raw()
        .toBuffer();
    const normal = await Promise.all([1, 2, 3, 4].map(resized));
    const { inspector } = await fitInspector(
      distance,
      imageSet({
        data: Uint8Array.from(normal.flatMap((image) => [...image])),
        sampleShape: [...size, 1],
      }),
    );
    const file = join(folder, `${String(orientation)}.jpg`);
    const turned = await sharp(drawn(9, true), { raw: { width, height, channels: 1 } })
      .rotate(stored)
      .toColourspace('b-w')
      .png()
      .toBuffer();
    await sharp(turned).withMetadata({ orientation }).jpeg({ quality: 100 }).toFile(file);
    const found = await inspector
      .withThresholds({ pixel: fixedThreshold(0.05) })
      .inspect(file, { regions: { leastArea: 20 }, map: true });
    inspector.dispose();
    expect(found.size).toEqual({ width, height });
    const [{ box, area }] = found.regions as [Region];
    expect(found.regions).toHaveLength(1);
    const [across, down] = [width / size[1], height / size[0]];
    for (const [start, end, from, length, cell] of [
      [box.x, box.x + box.width, defect.left, defect.width, across],
      [box.y, box.y + box.height, defect.top, defect.height, down],
    ] as const) {
      expect(Math.abs(start - from)).toBeLessThanOrEqual(cell);
      expect(Math.abs(end - (from + length))).toBeLessThanOrEqual(cell);
    }
    expect(area).toBeLessThanOrEqual(box.width * box.height);
    expect(found.regions).toEqual(
      regionsOf(found.map as never, {
        threshold: 0.05,
        size: { width, height },
        leastArea: 20,
      }),
    );
  });
});
