import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callOneclass } from './call-oneclass.ts';

let folder: string;
const SIDE = 12;

const call = async (...args: readonly string[]) => {
  const done = await callOneclass(args, folder);
  expect(done.code, done.stderr).toBe(0);
  return done;
};

/** Bytes from 0 to 255, both among them, in a pattern of its own for each image. */
const bytesOf = (i: number, spot: boolean): number[] =>
  Array.from({ length: SIDE * SIDE }, (_, p) => {
    if (p < 2) return 255 * p;
    return spot && p > 40 && p < 60 ? 250 : (p * 7 + ((i * p) % 41) * 2) % 200;
  });

async function putDeep(path: string, values: readonly number[]): Promise<void> {
  const raw = { width: SIDE, height: SIDE, channels: 1 } as const;
  const image = sharp(Uint16Array.from(values), { raw }).toColourspace('grey16');
  await (path.endsWith('.tif') ? image.tiff({ compression: 'lzw' }) : image.png()).toFile(
    join(folder, path),
  );
}

async function putFlat(path: string, values: readonly number[]): Promise<void> {
  const raw = { width: SIDE, height: SIDE, channels: 1 } as const;
  await sharp(Uint8Array.from(values), { raw })
    .toColourspace('b-w')
    .png()
    .toFile(join(folder, path));
}

const KINDS = [
  ['train/good', 0, 12],
  ['test/good', 20, 26],
  ['test/spot', 30, 36],
] as const;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-depth-'));
  for (const [kind, first, end] of KINDS) {
    for (const set of ['deep', 'flat']) await mkdir(join(folder, set, kind), { recursive: true });
    for (let i = first; i < end; i++) {
      const bytes = bytesOf(i, kind === 'test/spot');
      const ending = i % 2 === 0 ? 'png' : 'tif';
      const file = `${kind}/${String(i).padStart(2, '0')}`;
      // As of a camera of 12 bits: none of the upper 8 tells one value from another.
      await putDeep(
        `deep/${file}.${ending}`,
        bytes.map((value) => 1030 + value),
      );
      await putFlat(`flat/${file}.png`, bytes);
    }
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('scores 16-bit images of a narrow range as the same values in 8 bits', async () => {
  const scores: string[][] = [];
  for (const set of ['deep', 'flat']) {
    const { stderr } = await call('fit', set, '--method', 'pca', '-o', `${set}.oneclass`);
    expect(stderr.includes('have 1030 to 1285, which become 0 to 1')).toBe(set === 'deep');
    const { stdout } = await call('evaluate', `${set}.oneclass`, set, '--csv');
    const [, ...rows] = stdout.trim().split('\n');
    scores.push(rows.map((row) => row.split(',').slice(1).join()));
  }
  expect(scores[0]).toHaveLength(12);
  expect(scores[0]).toEqual(scores[1]);
  const { stdout } = await call('inspect', 'deep.oneclass');
  expect(stdout).toMatch(/16-bit values +1030 to 1285 become 0 to 1/);
});

it('clips what lies beyond, and counts it in score and evaluate', async () => {
  await call('fit', 'deep', '--method', 'pca', '-o', 'clipping.oneclass');
  await mkdir(join(folder, 'new'));
  const bright = bytesOf(0, false).map((value, p) => (p < 36 ? 60_000 : 1030 + value));
  await putDeep('new/bright.png', bright);
  await putDeep(
    'new/plain.png',
    bytesOf(1, false).map((value) => 1030 + value),
  );
  const { stderr } = await call('score', 'clipping.oneclass', 'new');
  expect(stderr).toMatch(
    /Clipped: values of 1 of 2 images lie beyond 1030 to 1285, .* at most 25 % .*bright\.png/,
  );
  const evaluated = await call('evaluate', 'clipping.oneclass', 'deep');
  expect(evaluated.stderr).not.toContain('Clipped');
});

it('takes the range of the images that the fit takes, not of those that it keeps', async () => {
  await mkdir(join(folder, 'parts/good'), { recursive: true });
  await mkdir(join(folder, 'parts/spot'));
  const highest = new Map<string, number>();
  for (let i = 0; i < 20; i++) {
    const name = `parts/good/${String(i).padStart(2, '0')}.png`;
    highest.set(name, 2000 + 10 * i);
    await putDeep(
      name,
      bytesOf(i, false).map((value, p) => (p === 1 ? 2000 + 10 * i : value)),
    );
  }
  await putDeep('parts/spot/0.png', bytesOf(0, true));
  const shares = ['--evaluation-share', '0.3', '--threshold', 'k-sigma=3', '--hold-out', '0.3'];
  // The seed is one with which the greatest value is among those that are set aside.
  await call(
    'fit',
    'parts',
    '--method',
    'pca',
    '-o',
    'kept.oneclass',
    ...shares,
    '--set',
    'seed=2',
  );
  const { stdout } = await call('inspect', 'kept.oneclass', '--json');
  const { input, seen } = JSON.parse(stdout) as {
    input: { range: { maximum: number } };
    seen: { fitted: number };
  };
  expect(seen.fitted).toBe(10);
  const beyond = [...highest.values()].filter((value) => value > input.range.maximum);
  expect(beyond.length).toBeGreaterThan(0);
  const scored = await call('score', 'kept.oneclass', 'parts/good');
  expect(scored.stderr).toContain(`values of ${String(beyond.length)} of 20 images lie beyond`);
});

it('refuses images of two depths, naming one of each', async () => {
  await mkdir(join(folder, 'mixed'));
  await putDeep('mixed/a.png', bytesOf(0, false));
  await putFlat('mixed/b.png', bytesOf(0, false));
  const { code, stderr } = await callOneclass(
    ['fit', 'mixed', '--method', 'pca', '-o', 'm.oneclass'],
    folder,
  );
  expect(code).toBe(1);
  expect(stderr).toMatch(/b\.png has 8 bits a value, and .*a\.png 16: .* Bring them to one/);
});
