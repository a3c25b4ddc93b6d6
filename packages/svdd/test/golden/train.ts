/**
 * @file Writes trained.oneclass, a Deep SVDD fitted on drawn digits, and the images in
 *   trained.json whose scores trained.py adds. Run once:
 *   `node --conditions=@oneclass/source --import tsx train.ts && python trained.py`
 */
import { writeFile } from 'node:fs/promises';
import { pack } from '@oneclass/core';
import { oneVersusRest, strokeDigits, subset } from '@oneclass/core/datasets';
import { useBackend } from '@oneclass/runtime';
import { deepSvdd } from '../../src/index.ts';

await useBackend('wasm');
const { normal, test } = oneVersusRest(
  strokeDigits({ perDigit: 300, seed: 1 }),
  strokeDigits({ perDigit: 2, seed: 2 }),
  '2',
);
const training = { epochs: 15, batchSize: 50, learningRate: 1e-3, milestones: [10] };
const detector = await deepSvdd.fit(normal, {
  ...training,
  objective: 'soft-boundary',
  warmUpEpochs: 5,
  pretraining: { ...training, weightDecay: 5e-4 },
});
const chosen = subset(
  test.samples,
  Array.from({ length: 12 }, (_, i) => i),
);
const bytes: number[] = [];
for await (const batch of chosen.batches({ batchSize: 12 }))
  bytes.push(...Array.from(await batch.data(), (value) => Math.round(value * 255)));
const here = (name: string): URL => new URL(name, import.meta.url);
await writeFile(here('trained.oneclass'), pack(detector));
await writeFile(
  here('trained.json'),
  JSON.stringify({ images: Buffer.from(bytes).toString('base64') }),
);
