import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pixelSet, readMasks } from '@oneclass/core/datasets';
import { evaluate, evaluatePixels, pixelScores } from '@oneclass/core/metrics';
import { fixedThreshold } from '@oneclass/core/thresholds';
import { evaluateInspector, fitInspector, type Inspector } from '@oneclass/inspection';
import { useBackend } from '@oneclass/runtime';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readImages as readInPage } from '../src/inspector/read-pixels.ts';
import { readImages as readInNode } from '../src/node/read-images.ts';
import { distance } from './distance-method.ts';
import { labeled, noise, pixelsOf } from './images.ts';

let folder: string;
let inspector: Inspector;
const images = noise(12, 1);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-inspector-'));
  await useBackend();
  ({ inspector } = await fitInspector(distance, noise(40)));
});
afterAll(async () => {
  inspector.dispose();
  await rm(folder, { recursive: true, force: true });
});

const collect = async <T>(all: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const one of all) found.push(one);
  return found;
};

describe('an inspector', () => {
  it('scores a path, the content of a file, ImageData and raw frames alike', async () => {
    const raw = pixelsOf(images, 3, true);
    const path = join(folder, 'a.png');
    const png = await sharp(raw.data, { raw: { width: 8, height: 6, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    await writeFile(path, png);
    const canvas = {
      data: Uint8ClampedArray.from([...raw.data].flatMap((grey) => [grey, grey, grey, 255])),
      ...{ width: 8, height: 6 },
    };
    const [expected] = await inspector.detector.score(await pixelSet([raw], inspector.input));
    for (const source of [raw, path, png, canvas])
      expect((await inspector.inspect(source)).score).toBeCloseTo(expected as number, 6);
  });

  it('gives the map of each image where it is asked for, from the same pass', async () => {
    const sources = [0, 1, 2].map((i) => pixelsOf(images, i, i === 1));
    const found = await collect(inspector.inspectAll(sources, { map: true }));
    const { map } = await inspector.detector.compute(await pixelSet(sources, inspector.input), [
      'map',
    ]);
    expect(found.map((one) => one.map?.shape)).toEqual(Array(3).fill([6, 8]));
    expect(found.flatMap((one) => [...(one.map?.data ?? [])])).toEqual([...map.data]);
    expect((await inspector.inspect(sources[0] as never)).map).toBeUndefined();
  });

  it('calls anomalous what is above its threshold, not what is on it', async () => {
    const { score, anomalous, threshold } = await inspector.inspect(pixelsOf(images, 0));
    expect({ anomalous, threshold }).toEqual({ anomalous: null, threshold: null });
    const at = (value: number) =>
      inspector.withThresholds({ image: fixedThreshold(value) }).inspect(pixelsOf(images, 0));
    expect(await at(score)).toMatchObject({ anomalous: false, threshold: score });
    expect((await at(score * 0.99)).anomalous).toBe(true);
  });

  it('gives the results of those before the first that can’t be used, then its error', async () => {
    const flat = { data: new Uint8Array(64).fill(90), width: 8, height: 8, channels: 1 } as const;
    const [first, second] = [pixelsOf(images, 0), pixelsOf(images, 1)];
    const positions: number[] = [];
    const run = async (): Promise<void> => {
      for await (const { position } of inspector.inspectAll([first, second, flat, first, flat]))
        positions.push(position);
    };
    await expect(run()).rejects.toThrow(/^sources\[2\]: is of one colour/);
    expect(positions).toEqual([0, 1]);
    await expect(inspector.inspect(flat)).rejects.toThrow(/^sources\[0\]: is of one colour/);
    const left: number[] = [];
    const others = inspector.inspectAll([flat, first, flat, second], {
      onUnreadable: ({ position }) => left.push(position),
    });
    expect((await collect(others)).map(({ position }) => position)).toEqual([1, 3]);
    expect(left.toSorted((a, b) => a - b)).toEqual([0, 2]);
  });

  it('reports progress, and stops when it is told to', async () => {
    const steps: number[] = [];
    const sources = Array.from({ length: 12 }, (_, i) => pixelsOf(images, i));
    const onProgress = (event: { type: string; step?: number }): void => {
      if (event.type === 'step-end') steps.push(event.step ?? 0);
    };
    await collect(inspector.inspectAll(sources, { onProgress }));
    expect(steps).toEqual(sources.map((_, i) => i + 1));
    const reason = new Error('enough');
    const all = inspector.inspectAll(sources, { signal: AbortSignal.abort(reason) });
    await expect(collect(all)).rejects.toBe(reason);
  });

  it('gives nothing after it is disposed of', async () => {
    const { inspector: other } = await fitInspector(distance, noise(4));
    other.dispose();
    other.dispose();
    await expect(other.inspect(pixelsOf(images, 0))).rejects.toThrow(/disposed/);
  });

  it('is measured as core measures its scores and maps', async () => {
    const set = labeled(images);
    const fixed = inspector.withThresholds({
      image: fixedThreshold(0.01),
      pixel: fixedThreshold(0.02),
    });
    const { evaluation, scores, maps } = await evaluateInspector(fixed, set, { map: true });
    const { score, map } = await inspector.detector.compute(set.samples, ['score', 'map']);
    expect(scores).toEqual(score.data);
    expect(maps).toEqual(map);
    const own = evaluate(set.labels, score.data, {
      ...{ kinds: set.kinds, threshold: 0.01, aurocInterval: {} },
    });
    const pixels = evaluatePixels(pixelScores(map, (await readMasks(set)) ?? []), {
      threshold: 0.02,
    });
    const { counts: pixelCounts, ...pixelFigures } = pixels;
    expect(evaluation).toMatchObject({ ...own, ...pixelFigures, pixelCounts });
  });
});

describe('pixels in a page', () => {
  it('become what Node makes of them', async () => {
    const sources = [pixelsOf(images, 0), pixelsOf(images, 1)];
    const input = { height: 4, width: 4, channels: 3, resize: 'area' } as const;
    const inNode = await readInNode(sources, input);
    const inPage = await readInPage(sources, input);
    expect(inPage.bytes).toEqual(inNode.bytes);
    expect(inPage.sampleShape).toEqual(inNode.sampleShape);
  });

  it('of one colour are refused as files are, or left out where somebody takes them', async () => {
    const flat = { data: new Uint8Array(64).fill(90), width: 8, height: 8, channels: 1 } as const;
    const sources = [pixelsOf(images, 0), flat, pixelsOf(images, 1)];
    const { input } = inspector;
    const told = async (read: typeof readInPage) => {
      const left: unknown[] = [];
      const set = await read(sources, input, {
        onUnreadable: ({ position, name, error }) => left.push([position, name, error.message]),
      });
      const refused = read(sources, input).catch((error: unknown) => String(error));
      const none = read([flat], input, { onUnreadable: () => undefined });
      return {
        ...{ left, ids: set.ids, bytes: [...set.bytes], refused: await refused },
        none: await none.catch((error: unknown) => String(error)),
        digests: [...((await set.digests?.()) ?? [])],
      };
    };
    const inPage = await told(readInPage);
    expect(inPage).toEqual(await told(readInNode));
    expect(inPage).toMatchObject({
      left: [[1, 'sources[1]', expect.stringMatching(/of one colour and shows nothing/) as string]],
      ids: ['0', '2'],
      refused: expect.stringMatching(/sources\[1\]: is of one colour/) as string,
      none: expect.stringMatching(/None of 1 images can be used/) as string,
    });
  });

  it.each([
    ['a path', 'a.png', /sources\[1\] is a path, and files are read in Node only/],
    ['a file’s content', Uint8Array.of(1), /sources\[1\] is the content of a file/],
  ])('are asked for where %s is given', async (_, source, message) => {
    const input = { height: 4, width: 4, channels: 1, resize: 'area' } as const;
    await expect(readInPage([pixelsOf(images, 0), source], input)).rejects.toThrow(message);
  });
});
