import { pack, unpack } from '@oneclass/core';
import { expectSame } from '../assertion.ts';
import type { Check } from '../check.ts';
import { drawNormal } from '../drawn-images.ts';
import { expectMaps } from '../maps.ts';
import { oblongShape } from '../oblong.ts';
import { computedOutputs, standardShape } from '../output.ts';
import { NORMAL } from '../trial.ts';

const SCORED = 3;

export const oblongChecks: readonly Check[] = [
  {
    name: 'does all this on images that are not square, where it takes any',
    async run(trial) {
      const { method, fit, tensor, own } = trial;
      const sampleShape = oblongShape(trial);
      if (!sampleShape) return;
      const normal = tensor(drawNormal(sampleShape, { size: NORMAL, seed: 1 }));
      const images = tensor(drawNormal(sampleShape, { size: SCORED, seed: 2 }));
      const detector = await fit({ samples: normal });
      const restored = own(unpack(pack(detector), [method]).detector);
      const again = computedOutputs(restored);
      for (const [i, { name, gives, compute }] of computedOutputs(detector).entries()) {
        const maps = await compute(images);
        const expected = standardShape(gives, sampleShape) ?? maps.shape.slice(1);
        const what = `${name} of images ${sampleShape.slice(0, 2).join('×')}`;
        expectMaps(what, maps, [SCORED, ...expected]);
        expectSame(
          `${what} before and after saving`,
          [(await again[i]?.compute(images))?.data ?? [], maps.data],
          'Height comes before width, everywhere.',
        );
      }
    },
  },
];
