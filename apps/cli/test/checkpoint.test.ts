import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { twoHalves } from './two-halves.ts';
import { oneclass } from './run-oneclass.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oneclass-checkpoint-'));
  await mkdir(join(folder, 'images'));
  for (let i = 0; i < 40; i++)
    await twoHalves(16, { r: 5 * i, g: 90, b: 160 })
      .png()
      .toFile(join(folder, 'images', `${String(i)}.png`));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const fit = (output: string, ...more: string[]): string[] => [
  ...[
    'fit',
    join(folder, 'images'),
    '--method',
    'conv-autoencoder',
    '-o',
    join(folder, output),
    '--size',
    '16',
    '--threshold',
    'fpr=0.1',
    '--seed',
    '3',
  ],
  ...[
    '--set',
    'encoder=[2,4]',
    '--set',
    'decoder=[4,2]',
    '--set',
    'epochs=60',
    '--set',
    'batchSize=8',
    ...more,
  ],
];

describe('oneclass fit --checkpoint', () => {
  it('is resumed after Ctrl-C to the same detector as without one, and leaves nothing behind', async () => {
    const place = ['--checkpoint', join(folder, 'state')];
    const interrupted = await oneclass(fit('resumed.oneclass', ...place), {
      interruptAt: /fit epoch 1\//,
    });
    expect(interrupted).toMatchObject({
      code: 130,
      stdout: '',
      stderr: expect.stringContaining('the same command with --resume continues it') as string,
    });
    expect(await readdir(join(folder, 'state'))).toEqual(['fit.checkpoint']);

    const [plain, refused] = await Promise.all([
      oneclass(fit('plain.oneclass')),
      oneclass(fit('resumed.oneclass', ...place)),
    ]);
    const otherSeed = await oneclass(fit('resumed.oneclass', ...place, '--resume', '--seed', '4'));
    expect(plain.code).toBe(0);
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/unfinished fit\. Resume it.*--resume/) as string,
    });
    expect(otherSeed.code).toBe(2);

    const resumed = await oneclass(fit('resumed.oneclass', ...place, '--resume'));
    expect(resumed).toMatchObject({
      code: 0,
      stderr: expect.not.stringContaining('anew') as string,
    });
    expect(await readFile(join(folder, 'resumed.oneclass'))).toEqual(
      await readFile(join(folder, 'plain.oneclass')),
    );
    expect(await readdir(join(folder, 'state'))).toEqual([]);
  }, 180_000);

  it('begins anew where there is nothing to resume, and says so', async () => {
    const { code, stderr } = await oneclass(
      fit(
        'new.oneclass',
        '--checkpoint',
        join(folder, 'deep', 'new'),
        '--resume',
        '--set',
        'epochs=1',
      ),
    );
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/Nothing to resume in ".*new": the fit begins anew/) as string,
    });
  });
});
