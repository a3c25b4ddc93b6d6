import { pack, unpack } from '@oneclass/core';
import { useBackend } from '@oneclass/runtime';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { cases, imagesTensor } from './golden-cases.ts';

const golden = cases.many;

/** Loaded anew: what it loads is kept. */
async function load(): Promise<typeof import('../src/index.ts')> {
  vi.resetModules();
  return import('../src/index.ts');
}

beforeAll(() => useBackend());
afterEach(() => vi.doUnmock('libsvm-js/asm.js'));

describe('libsvm-js, the optional peer', () => {
  it('leaves the process no handler of rejected promises', async () => {
    // The first to load it: Node keeps it from then on.
    const before = process.listeners('unhandledRejection');
    const images = imagesTensor(golden, golden.images);
    const { oneClassSvm } = await load();
    (await oneClassSvm.fit(images)).dispose();
    expect(process.listeners('unhandledRejection')).toEqual(before);
    images.dispose();
  });

  it('is named with its install command where it is missing, and needed only to fit the SVM', async () => {
    const images = imagesTensor(golden, golden.images);
    const { oneClassSvm: fitting } = await load();
    const fitted = await fitting.fit(images);
    const [bytes, scores] = [pack(fitted), await fitted.score(images)];
    fitted.dispose();

    vi.doMock('libsvm-js/asm.js', () => {
      throw new Error('Cannot find package');
    });
    const { oneClassSvm, pca } = await load();
    await expect(oneClassSvm.fit(images)).rejects.toMatchObject({
      code: 'missing-package',
      message: expect.stringMatching(/npm i libsvm-js/) as string,
    });
    const { detector } = unpack(bytes, [oneClassSvm]);
    expect(await detector.score(images)).toEqual(scores);
    detector.dispose();
    (await pca.fit(images)).dispose();
    images.dispose();
  });

  it('is not asked for more than its memory holds', async () => {
    const { trainLibsvm } = await import('../src/one-class-svm/libsvm.ts');
    const rows = { count: 100_000, size: 1024, data: new Float32Array(0) };
    await expect(trainLibsvm(rows, { gamma: 1, nu: 0.1 })).rejects.toMatchObject({
      code: 'invalid-data',
      message: expect.stringMatching(
        new RegExp(
          /100000 images of 1024 features, which take 1\.6 GB; /.source +
            /libsvm holds 1\.6 GB.*explainedVariance/.source,
        ),
      ) as string,
    });
  });
});
