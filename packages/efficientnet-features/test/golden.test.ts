import { existsSync } from 'node:fs';
import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { efficientNetLite0 } from '../src/node/index.ts';
import { expectGolden, golden, STAGES } from './golden-stages.ts';
import { patternedWeights } from './patterned-weights.ts';

beforeAll(() => useBackend());

const patterned = patternedWeights();
const trained = process.env['ONECLASS_EFFICIENTNET_WEIGHTS'] ?? '';

describe.each(Object.keys(golden.patterned))('every stage of an image of %s', (size) => {
  async function check(kind: 'patterned' | 'trained', weights: Uint8Array | string): Promise<void> {
    const extractor = await efficientNetLite0({ weights, layers: STAGES });
    onTestFinished(() => {
      extractor.dispose();
    });
    expect(extractor.layers).toHaveLength(STAGES.length);
    await expectGolden(extractor, size, { expected: golden[kind][size]!, relative: 1e-4 });
  }

  it("has onnxruntime's values for patterned weights", () => check('patterned', patterned));

  it.skipIf(!existsSync(trained))(
    "has onnxruntime's values for the trained ones (ONECLASS_EFFICIENTNET_WEIGHTS)",
    () => check('trained', trained),
  );
});
