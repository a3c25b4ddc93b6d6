import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRng, writeSafetensors, type NamedTensor } from '@oneclass/core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callOneclass, type Called } from './call-oneclass.ts';

let folder: string;
const oneclass = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Called> => callOneclass(args, folder, env);

/** Of VGG-19's first convolution alone. */
function weights(seed: number): Uint8Array {
  const rng = createRng(seed);
  const drawn = (...shape: number[]): NamedTensor => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => 0.2 * rng.normal()),
  });
  return writeSafetensors({
    tensors: { 'features.0.weight': drawn(64, 3, 3, 3), 'features.0.bias': drawn(64) },
    metadata: {},
  });
}

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'oneclass-dfr-')));
  const rng = createRng(0);
  for (const kind of ['good', 'bright']) {
    await mkdir(join(folder, 'images', kind), { recursive: true });
    for (let i = 0; i < 10; i++) {
      const data = Uint8Array.from(
        { length: 32 * 32 * 3 },
        (_, pixel) =>
          (kind === 'bright' && pixel > 1500 ? 255 : 90 + 20 * Math.sin(pixel / 9)) -
          30 * rng.uniform(),
      );
      await sharp(data, { raw: { width: 32, height: 32, channels: 3 } })
        .png()
        .toFile(join(folder, 'images', kind, `${String(i)}.png`));
    }
  }
  await writeFile(join(folder, 'vgg.safetensors'), weights(0));
  await writeFile(join(folder, 'other.safetensors'), weights(1));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const FIT = [
  'fit',
  'images',
  '--method',
  'dfr',
  '--size',
  '32',
  '--set',
  'layers=relu1_1',
  '--set',
  'epochs=2',
  '--set',
  'score.image=mean',
];

describe('oneclass fit dfr', () => {
  it('fits on the weights of --weights, which scoring takes from there or from ONECLASS_WEIGHTS', async () => {
    const fitted = await oneclass([
      ...FIT,
      '-o',
      'dfr.oneclass',
      '--weights',
      'vgg.safetensors',
      '--threshold',
      'fpr=0.3',
      '--hold-out',
      '0.3',
      '--json',
    ]);
    expect(fitted).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"fittedOn": 7') as string,
    });

    const inspected = await oneclass(['inspect', 'dfr.oneclass', '--json']);
    expect(JSON.parse(inspected.stdout)).toMatchObject({
      method: 'dfr',
      package: { name: '@oneclass/dfr', version: '0.0.0' },
      featuresPackage: { name: '@oneclass/vgg-features', version: '0.0.0' },
      facts: { latentSize: expect.any(Number) as number },
      features: {
        id: 'vgg19/reflection/relu1_1',
        hash: expect.stringMatching(/^sha256:/) as string,
      },
      config: { epochs: 2, score: { image: 'mean' } },
    });
    expect(await oneclass(['inspect', 'dfr.oneclass'])).toMatchObject({
      stdout: expect.stringMatching(
        /^features +vgg19\/reflection\/relu1_1 \(sha256:\w+\) \(@oneclass\/vgg-features 0/m,
      ) as string,
    });

    const scored = await oneclass([
      'score',
      'dfr.oneclass',
      'images/bright',
      '--csv',
      '--weights',
      'vgg.safetensors',
    ]);
    expect(scored).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /(images\/bright\/\d+\.png,[\d.]+,true,anomalous,0\.\d+,0\.\d+\n){10}/,
      ) as string,
    });
    expect(
      await oneclass(['score', 'dfr.oneclass', 'images/bright', '--csv'], {
        ONECLASS_WEIGHTS: 'vgg.safetensors',
      }),
    ).toEqual(scored);

    const evaluated = await oneclass([
      'evaluate',
      'dfr.oneclass',
      'images',
      '--json',
      '--weights',
      'vgg.safetensors',
    ]);
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ auroc: 1 });
    expect(
      await oneclass([
        'calibrate',
        'dfr.oneclass',
        '--threshold',
        '3',
        '-o',
        'again.oneclass',
        '--weights',
        'vgg.safetensors',
      ]),
    ).toMatchObject({ code: 0 });
    const again = await oneclass([
      'score',
      'again.oneclass',
      'images/bright',
      '--csv',
      '--threshold',
      '0',
      '--weights',
      'vgg.safetensors',
    ]);
    // The confidence is of the threshold.
    const verdicts = (csv: string) => csv.split('\n').map((line) => line.split(',').slice(0, 4));
    expect(verdicts(again.stdout)).toEqual(verdicts(scored.stdout));
  });

  it('takes random weights to try it out, and says so', async () => {
    const fitted = await oneclass([
      ...FIT,
      '-o',
      'random.oneclass',
      '--weights',
      'random:1',
      '--set',
      'padding=zeros',
    ]);
    expect(fitted).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('these features are untrained') as string,
    });
    expect(await oneclass(['inspect', 'random.oneclass'])).toMatchObject({
      stdout: expect.stringContaining('random-vgg19-seed1/zeros/relu1_1') as string,
    });
    expect(await oneclass(['score', 'random.oneclass', 'images/good'])).toMatchObject({ code: 0 });
  });

  it('is listed with the settings of its features', async () => {
    const { stdout } = await oneclass(['methods']);
    expect(stdout).toMatch(/^dfr .*\(@oneclass\/dfr; with --features\)$/m);
    expect(stdout).toMatch(/^--features vgg19 .*\(@oneclass\/vgg-features\)$/m);
    expect(stdout).toMatch(/^ {2}--set layers=\["relu1_1",/m);
  });

  it.each<[string, string[], RegExp]>([
    [
      'no weights',
      [...FIT, '-o', 'x'],
      /--weights FILE\|URL, or set ONECLASS_WEIGHTS.*huggingface\.co\/timm\/vgg19/,
    ],
    [
      'no weights to score with',
      ['score', 'dfr.oneclass', 'images/good'],
      /The weights of VGG-19 are missing/,
    ],
    [
      'other weights to score with',
      ['score', 'dfr.oneclass', 'images/good', '--weights', 'other.safetensors'],
      /dfr\.oneclass": .*other weights: expected the hash sha256:\w+, received sha256:/,
    ],
    [
      'weights that lack a layer',
      ['fit', 'images', '--method', 'dfr', '-o', 'x', '--weights', 'vgg.safetensors'],
      /vgg\.safetensors: the weights lack features\.2\.weight, .*up to relu1_1/,
    ],
    [
      'weights that are not there',
      [...FIT, '-o', 'x', '--weights', 'nowhere.safetensors'],
      /no file "nowhere\.safetensors"/,
    ],
    [
      'a layer that there is not',
      [
        'fit',
        'images',
        '--method',
        'dfr',
        '-o',
        'x',
        '--weights',
        'vgg.safetensors',
        '--set',
        'layers=conv1',
      ],
      /no layer 'conv1'/,
    ],
    [
      'layers that are no names',
      [
        'fit',
        'images',
        '--method',
        'dfr',
        '-o',
        'x',
        '--weights',
        'vgg.safetensors',
        '--set',
        'layers=3',
      ],
      /`layers` must be names of layers/,
    ],
    [
      'a size that the layers do not divide',
      [
        'fit',
        'images',
        '--method',
        'dfr',
        '-o',
        'x',
        '--weights',
        'vgg.safetensors',
        '--set',
        'layers=relu1_1',
        '--size',
        '30',
      ],
      /multiples of 4.*--size/,
    ],
    [
      'a setting that there is not',
      [...FIT, '-o', 'x', '--weights', 'vgg.safetensors', '--set', 'score.images=max'],
      /`score\.images`.*Did you mean `score\.image`/,
    ],
    [
      '--weights for another method',
      ['fit', 'images', '--method', 'conv-autoencoder', '-o', 'x', '--weights', 'vgg.safetensors'],
      /--weights is for a method on pretrained features; conv-autoencoder takes none/,
    ],
  ])('%s is one clear error', async (_, args, message) => {
    const { code, stdout, stderr } = await oneclass(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .filter((line) => line.startsWith('error')),
    ).toHaveLength(1);
  });
});
