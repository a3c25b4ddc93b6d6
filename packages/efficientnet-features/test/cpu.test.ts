import { useBackend } from '@oneclass/runtime';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { efficientNetLite0 } from '../src/index.ts';
import { expectGolden, golden, STAGES } from './golden-stages.ts';
import { patternedWeights } from './patterned-weights.ts';

beforeAll(() => useBackend('cpu'));

it("the cpu backend gives onnxruntime's values too", async () => {
  const extractor = await efficientNetLite0({ weights: patternedWeights(), layers: STAGES });
  onTestFinished(() => {
    extractor.dispose();
  });
  const expected = golden.patterned['37x50']!;
  expect(Object.keys(expected)).toEqual(STAGES);
  await expectGolden(extractor, '37x50', { expected, relative: 1e-4 });
});
