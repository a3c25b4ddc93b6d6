import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack, type FeatureExtractor, type FeatureProvider } from '@oneclass/core';
import { fixedThreshold } from '@oneclass/core/thresholds';
import {
  createInspector,
  describeInspector,
  fitInspector,
  openFeatures,
  openInspector,
  packInspector,
} from '@oneclass/inspection';
import { openInspectorFile, readDetectorFile, saveInspector } from '@oneclass/inspection/node';
import { useBackend } from '@oneclass/runtime';
import { tinyExtractor } from '@oneclass/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distance, featureDistance } from './distance-method.ts';
import { noise, pixelsOf } from './images.ts';

let folder: string;
const image = pixelsOf(noise(1, 5), 0, true);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-saved-'));
  await useBackend();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const fitted = async () => {
  const input = { height: 6, width: 8, channels: 1, resize: 'bilinear' } as const;
  const { inspector } = await fitInspector(distance, noise(40), {
    threshold: { by: 'fpr', falsePositiveRate: 0.25 },
    uncertainThreshold: { by: 'fpr', falsePositiveRate: 0.5 },
    origin: { package: { name: 'distances', version: '1.0.0' }, versions: { node: '20' } },
    input,
  });
  return inspector;
};

describe('a saved inspector', () => {
  it('comes back with the same scores, maps, input, thresholds and origin', async () => {
    const file = join(folder, 'a.oneclass');
    const inspector = await fitted();
    await saveInspector(inspector, file);
    const opened = await openInspectorFile(file, { methods: [distance] });
    expect(await opened.inspect(image, { map: true })).toEqual(
      await inspector.inspect(image, { map: true }),
    );
    expect(describeInspector(opened)).toEqual(describeInspector(inspector));
    expect(opened.thresholds.pixel?.rule).toContain('0.95');
    expect(opened.thresholds).toEqual(inspector.thresholds);
    expect(opened.thresholds).toMatchObject({
      uncertain: { rule: expect.stringContaining('quantile 0.5') as string },
      calibration: { count: 4 },
    });
    expect(packInspector(opened)).toEqual(packInspector(inspector));
    const { artifact, bytes } = await readDetectorFile(file);
    expect(artifact).toMatchObject(
      JSON.parse(JSON.stringify(describeInspector(inspector))) as object,
    );
    expect(bytes).toBe((await readFile(file)).length);
    inspector.dispose();
    opened.dispose();
  });

  it('says that another version of its method opens it', async () => {
    const inspector = await fitted();
    const said: string[] = [];
    const opened = await openInspector(packInspector(inspector), {
      methods: () => ({ value: distance, package: { name: 'distances', version: '2.0.0' } }),
      say: (line) => said.push(line),
    });
    expect(said).toEqual([
      'This detector was saved by distances 1.0.0, and 2.0.0 is here: scores may differ. Fit it ' +
        'again, or install distances@1.0.0.',
    ]);
    expect(opened.origin.package?.version).toBe('2.0.0');
    inspector.dispose();
    opened.dispose();
  });

  it('names what is missing where its method is not passed', async () => {
    const inspector = await fitted();
    const bytes = packInspector(inspector);
    inspector.dispose();
    await expect(openInspector(bytes, { methods: [featureDistance] })).rejects.toMatchObject({
      code: 'unknown-name',
      message:
        'it was made by the method "distance", which is not among those given: ' +
        'feature-distance. Install distances and pass its method in `methods`.',
    });
    await expect(openInspector(bytes, { methods: [distance], weights: 'w' })).rejects.toMatchObject(
      { code: 'invalid-argument', argument: 'weights' },
    );
  });

  it('is refused by its file’s name where it is damaged, gives no numbers, or is none', async () => {
    const file = join(folder, 'bad.oneclass');
    await writeFile(file, 'no detector');
    const options = { methods: [distance] };
    await expect(openInspectorFile(file, options)).rejects.toMatchObject({
      code: 'invalid-artifact',
      message: expect.stringContaining('bad.oneclass') as string,
    });
    await expect(openInspectorFile(folder, options)).rejects.toThrow(/is a folder/);
    await expect(openInspectorFile(join(folder, 'no'), options)).rejects.toThrow(
      /There is no file/,
    );
    const inspector = await fitted();
    const { detector } = inspector;
    const compute = async () => ({ score: { data: Float32Array.of(NaN), shape: [1] } });
    const broken = { ...detector, method: 'broken', compute: compute as never };
    const method = { ...distance, outputs: ['score', 'map'], restore: () => broken };
    const opened = await openInspector(pack(detector), { methods: [method], name: 'x.oneclass' });
    await expect(opened.inspect(image)).rejects.toThrow(
      /"x\.oneclass": the detector gives values of `score` that are not finite/,
    );
    opened.dispose();
  });
});

describe('an inspector on features', () => {
  const watched = (extractor: FeatureExtractor) => {
    let disposed = 0;
    const dispose = (): void => {
      disposed++;
      extractor.dispose();
    };
    return { ...extractor, dispose, count: () => disposed };
  };
  const providerOf = (
    open: FeatureProvider['open'],
    change: Partial<FeatureProvider> = {},
  ): FeatureProvider => ({
    name: 'tiny',
    summary: 'for tests',
    defaults: {},
    recognizes: (id) => id === 'tiny',
    open,
    ...change,
  });

  it('opens its features by their id, and frees them with itself', async () => {
    const extractor = tinyExtractor();
    const { inspector } = await fitInspector(featureDistance.on(extractor), noise(8));
    const bytes = packInspector(inspector);
    const again = watched(tinyExtractor());
    const asked: unknown[] = [];
    const provider = providerOf(async ({ id }) => {
      asked.push(id);
      return again;
    });
    const options = { methods: [featureDistance], features: [provider] };
    const opened = await openInspector(bytes, options);
    expect(asked).toEqual(['tiny']);
    expect((await opened.inspect(image)).score).toBe((await inspector.inspect(image)).score);
    expect(again.count()).toBe(0);
    opened.dispose();
    expect(again.count()).toBe(1);
    inspector.dispose();
    extractor.dispose();
  });

  it('is refused, and leaves nothing open, on other features or none', async () => {
    const extractor = tinyExtractor();
    const { inspector } = await fitInspector(featureDistance.on(extractor), noise(8));
    const bytes = packInspector(inspector);
    inspector.dispose();
    extractor.dispose();
    const other = watched(tinyExtractor({ scale: 2 }));
    const methods = [featureDistance];
    await expect(
      openInspector(bytes, { methods, features: [providerOf(async () => other)] }),
    ).rejects.toThrow(/other weights/);
    expect(other.count()).toBe(1);
    await expect(openInspector(bytes, { methods })).rejects.toThrow(
      /fitted on the features 'tiny', which none of those given makes: none/,
    );
  });

  it.each<[string, FeatureProvider, RegExp]>([
    [
      'that are none',
      providerOf(async () => ({}) as never),
      /gave no features: expected an object/,
    ],
    [
      'that their provider does not know again',
      providerOf(async () => tinyExtractor(), { recognizes: () => false }),
      /does not recognise 'tiny', the id of its own features/,
    ],
  ])('is not made of features %s', async (_, provider, message) => {
    await expect(openFeatures(provider)).rejects.toThrow(message);
  });

  it('takes weights only where the provider takes some', async () => {
    const provider = providerOf(async () => tinyExtractor());
    await expect(openFeatures(provider, { weights: 'w' })).rejects.toMatchObject({
      code: 'invalid-argument',
      argument: 'weights',
    });
  });
});

describe('a fit', () => {
  it('holds a share out and finds its thresholds on it', async () => {
    const said: string[] = [];
    const { inspector, fittedOn, heldOut } = await fitInspector(distance, noise(50), {
      threshold: { by: 'conformal', falsePositiveRate: 0.1 },
      holdOut: 0.4,
      say: (line) => said.push(line),
    });
    expect({ fittedOn, heldOut }).toEqual({ fittedOn: 30, heldOut: 20 });
    expect(said).toEqual(['distance on 30 normal images of 6×8×1']);
    expect(inspector.thresholds.image?.rule).toContain('20');
    expect(inspector.thresholds.pixel).toBeDefined();
    inspector.dispose();
    const { inspector: fixed, heldOut: none } = await fitInspector(distance, noise(50), {
      threshold: { by: 'value', value: 3 },
    });
    expect({ none, thresholds: fixed.thresholds }).toEqual({
      none: 0,
      thresholds: { image: fixedThreshold(3), pixel: undefined },
    });
    fixed.dispose();
  });

  it.each([
    ['too few images', 9, { threshold: { by: 'fpr', falsePositiveRate: 0.5 } }, /here are 9/],
    [
      'a promise that can’t be kept',
      50,
      { threshold: { by: 'conformal', falsePositiveRate: 0.01 } },
      /takes 99 or more held-out images, here are 5/,
    ],
    ['a share for no rule', 50, { holdOut: 0.5 }, /give the rule of one too/],
    [
      'a share that is none',
      50,
      { holdOut: 1, threshold: { by: 'k-sigma', k: 3 } },
      /between 0 and 1/,
    ],
  ] as const)('is refused with %s', async (_, count, options, message) => {
    await expect(fitInspector(distance, noise(count), options)).rejects.toThrow(message);
  });

  it('gives an inspector of a detector that is there already', async () => {
    const detector = await distance.fit(noise(10));
    const inspector = createInspector({ detector });
    expect(inspector.input).toEqual({ height: 6, width: 8, channels: 1, resize: 'area' });
    expect((await inspector.inspect(image)).score).toBeGreaterThan(0);
    inspector.dispose();
  });
});
