import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  ConformanceError,
  extractorChecks,
  extractorSuite,
  runExtractorCheck,
  tinyExtractor,
} from '../src/index.ts';
import { freeLeaks } from './broken/changes.ts';
import { brokenExtractors } from './broken/extractors.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(freeLeaks);

describe('tinyExtractor', () => {
  extractorSuite({ describe, it, expect }, { extractor: async () => tinyExtractor() });

  it('rounds the size of its coarse map up, which ⌊height / stride⌋ does not', () => {
    const [, coarse] = tinyExtractor().layers;
    expect(coarse?.mapSize(7, 10)).toEqual([4, 5]);
  });

  it('has the features of its seed, times its scale, and a hash that says both', async () => {
    const images = tf.ones<tf.Rank.R4>([1, 4, 4, 1]);
    const of = async (options: Parameters<typeof tinyExtractor>[0]): Promise<Float32Array> => {
      const maps = await tinyExtractor(options).extract(images);
      const data = await (maps[1] as tf.Tensor4D).data<'float32'>();
      tf.dispose(maps);
      return data;
    };
    const [plain, scaled, other] = [await of({}), await of({ scale: 1024 }), await of({ seed: 1 })];
    expect(scaled).toEqual(plain.map((value) => 1024 * value));
    expect(other).not.toEqual(plain);
    const hashes = [{}, { scale: 1024 }, { seed: 1 }].map((options) => tinyExtractor(options).hash);
    expect(new Set(hashes).size).toBe(3);
    images.dispose();
  });
});

describe('a broken extractor', () => {
  it('is there for every check', () => {
    expect(Object.keys(brokenExtractors).sort()).toEqual(
      extractorChecks.map(({ name }) => name).sort(),
    );
  });

  it.each(Object.entries(brokenExtractors))(
    'fails the check, and it alone: %s',
    async (name, open) => {
      const failed: string[] = [];
      for (const check of extractorChecks) {
        await runExtractorCheck(check, { extractor: async () => open() }).catch(
          (error: unknown) => {
            expect(error).toBeInstanceOf(ConformanceError);
            failed.push(check.name);
          },
        );
        freeLeaks();
      }
      expect(failed).toEqual([name]);
    },
  );
});
