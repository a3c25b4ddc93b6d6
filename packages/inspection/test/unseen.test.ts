import { pack, type Dataset, type LabeledDataset } from '@oneclass/core';
import { digestsOf, imageSet, joinDatasets, subset, writeDigests } from '@oneclass/core/datasets';
import { auroc, evaluate } from '@oneclass/core/metrics';
import { fixedThreshold } from '@oneclass/core/thresholds';
import {
  createInspector,
  evaluateInspector,
  fitInspector,
  openInspector,
  packInspector,
  unseenImages,
  type FittedInspector,
} from '@oneclass/inspection';
import { useBackend } from '@oneclass/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distance } from './distance-method.ts';
import { labeled, noise } from './images.ts';

const good = noise(60);
const spots = labeled(noise(10, 9));
const anomalous = subset(spots.samples, [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
let fitted: FittedInspector;

beforeAll(async () => {
  await useBackend();
  fitted = await fitInspector(distance, good, {
    threshold: { by: 'fpr', falsePositiveRate: 0.2 },
    holdOut: 0.25,
    evaluationShare: 1 / 3,
  });
});
afterAll(() => {
  fitted.inspector.dispose();
});

const folder = (normal: Dataset): LabeledDataset => ({
  samples: joinDatasets([normal, anomalous]),
  labels: Uint8Array.from({ length: normal.size + 10 }, (_, i) => Number(i >= normal.size)),
  kinds: Array.from({ length: normal.size + 10 }, (_, i) => (i >= normal.size ? 'spot' : 'good')),
  ids: Array.from({ length: normal.size + 10 }, (_, i) => String(i)),
});

describe('an evaluation', () => {
  it('leaves out what the detector was fitted on, and counts what it was calibrated on for AUROC alone', async () => {
    const { inspector, fittedOn, heldOut, kept } = fitted;
    expect({ fittedOn, heldOut, kept }).toEqual({ fittedOn: 30, heldOut: 10, kept: 20 });
    const found = await evaluateInspector(inspector, folder(good));
    const { evaluation, labeled: counted, scores } = found;
    expect(evaluation).toMatchObject({
      ...{ leftOut: 30, calibratedOn: 10 },
      counts: { normal: 30, anomalous: 10 },
      auroc: auroc(counted.labels, scores),
    });
    const { confusion } = evaluation;
    expect((confusion?.trueNegative ?? 0) + (confusion?.falsePositive ?? 0)).toBe(20);
    expect((confusion?.truePositive ?? 0) + (confusion?.falseNegative ?? 0)).toBe(10);
    expect(counted.ids.filter((id) => Number(id) >= 60)).toHaveLength(10);
  });

  it('gives the figures of unseen images, whatever the images are called and mixed with', async () => {
    const other = noise(25, 4);
    const alone = await evaluateInspector(fitted.inspector, folder(other));
    const mixed = await evaluateInspector(
      fitted.inspector,
      folder(joinDatasets([imageSet({ data: good.bytes, sampleShape: [6, 8, 1] }), other])),
    );
    expect(alone.evaluation).toMatchObject({ leftOut: 0, calibratedOn: 0 });
    expect(mixed.evaluation).toMatchObject({ leftOut: 30, calibratedOn: 10 });
    expect(mixed.evaluation.counts.normal).toBe(55);
  });

  it('is refused where every normal image was fitted on', async () => {
    const { inspector } = await fitInspector(distance, good);
    await expect(evaluateInspector(inspector, folder(good))).rejects.toMatchObject({
      code: 'invalid-data',
      message: expect.stringMatching(/fitted on all the normal images here \(60\)/) as string,
    });
    await expect(unseenImages(inspector, good)).rejects.toThrow(/a calibration on them says noth/);
    inspector.dispose();
  });

  it('has no F1 where every normal image chose the threshold', async () => {
    const { inspector } = await fitInspector(distance, good, {
      threshold: { by: 'fpr', falsePositiveRate: 0.2 },
    });
    const { evaluation } = await evaluateInspector(inspector, folder(good));
    expect(evaluation).toMatchObject({
      calibratedOn: 6,
      f1: null,
      accuracy: null,
      confusion: null,
    });
    expect(evaluation.threshold).not.toBeNull();
    expect(evaluation.byKind['good']?.calledAnomalous).toBeNull();
    expect(evaluation.byKind['spot']?.calledAnomalous).not.toBeNull();
    inspector.dispose();
  });

  it('counts all where the file does not say what was seen', async () => {
    const detector = await distance.fit(good);
    const inspector = createInspector({ detector, thresholds: { image: fixedThreshold(0.01) } });
    const { evaluation } = await evaluateInspector(inspector, folder(good));
    expect(evaluation).toMatchObject({ leftOut: null, calibratedOn: 0 });
    expect(evaluation.counts.normal).toBe(60);
    inspector.dispose();
  });
});

describe('a file', () => {
  it('keeps at most 8 bytes an image, and knows them again', async () => {
    const { inspector } = fitted;
    const opened = await openInspector(packInspector(inspector), { methods: [distance] });
    expect(opened.seen).toEqual(inspector.seen);
    expect((await evaluateInspector(opened, folder(good))).evaluation.leftOut).toBe(30);
    const without = pack(inspector.detector, { input: inspector.input });
    const { seen } = inspector;
    const text = JSON.stringify({ ...seen }).length;
    expect(text).toBeLessThan(((30 + 10) * 8 * 4) / 3 + 60);
    expect(packInspector(inspector).length).toBeGreaterThan(without.length);
    opened.dispose();
  });

  it('knows what its new thresholds were found on', async () => {
    const others = noise(12, 77);
    const calibrated = writeDigests(await digestsOf(others));
    const again = fitted.inspector.withThresholds(fitted.inspector.thresholds, { calibrated });
    const { evaluation } = await evaluateInspector(again, folder(others));
    expect(evaluation).toMatchObject({ leftOut: 0, calibratedOn: 12, f1: null });
  });
});

describe('core’s evaluate', () => {
  it('takes for F1 and accuracy only what is judged', () => {
    const labels = [0, 0, 0, 1, 1, 1];
    const scores = [1, 5, 2, 6, 3, 7];
    const kinds = ['a', 'a', 'a', 'b', 'b', 'b'];
    const judged = [1, 0, 1, 1, 1, 0];
    const all = evaluate(labels, scores, { threshold: 4, kinds });
    const some = evaluate(labels, scores, { threshold: 4, kinds, judged });
    expect(some.auroc).toBe(all.auroc);
    expect(some.confusion).toEqual({
      ...{ truePositive: 1, falseNegative: 1, trueNegative: 2, falsePositive: 0 },
    });
    expect(some.accuracy).toBe(0.75);
    expect(some.byKind['a']?.calledAnomalous).toBe(0);
    expect(some.byKind['b']?.calledAnomalous).toBe(0.5);
  });
});
