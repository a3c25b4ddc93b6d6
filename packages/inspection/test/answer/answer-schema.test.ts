import { readFileSync } from 'node:fs';
import { fixedThreshold } from '@oneclass/core/thresholds';
import {
  ANSWER_SCHEMA,
  answerOf,
  fitInspector,
  UNANSWERED_SCHEMA,
  type Answer,
  type Inspector,
  type Unanswered,
} from '@oneclass/inspection';
import { useBackend } from '@oneclass/runtime';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FromSchema } from 'json-schema-to-ts';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { distance } from '../distance-method.ts';
import { noise, pixelsOf } from '../images.ts';

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

let inspector: Inspector;
const isAnswer = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(ANSWER_SCHEMA);

beforeAll(async () => {
  await useBackend();
  ({ inspector } = await fitInspector(distance, noise(60), {
    threshold: { by: 'fpr', falsePositiveRate: 0.1 },
    uncertainThreshold: { by: 'fpr', falsePositiveRate: 0.5 },
    holdOut: 0.5,
  }));
});
afterAll(() => {
  inspector.dispose();
});

describe('the schema of answers', () => {
  it('says what the types say', () => {
    expectTypeOf<Mutable<Answer>>().toEqualTypeOf<Mutable<FromSchema<typeof ANSWER_SCHEMA>>>();
    expectTypeOf<Mutable<Unanswered>>().toEqualTypeOf<
      Mutable<FromSchema<typeof UNANSWERED_SCHEMA>>
    >();
    expect(Object.keys(ANSWER_SCHEMA.properties)).toEqual(ANSWER_SCHEMA.required);
  });

  it.each([
    ['answer-1.json', ANSWER_SCHEMA],
    ['left-out-1.json', UNANSWERED_SCHEMA],
  ])('is in docs/schema/%s', (name, schema) => {
    const file = new URL(`../../../../docs/schema/${name}`, import.meta.url);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  it('holds for what is found on images, with and without thresholds, maps and regions', async () => {
    const images = noise(6, 3);
    const sources = [0, 1, 2, 3].map((i) => pixelsOf(images, i, i > 1));
    const bare = inspector.withThresholds({});
    const strict = inspector.withThresholds({
      ...inspector.thresholds,
      pixel: fixedThreshold(0.1),
    });
    const answers: Answer[] = [];
    for await (const found of strict.inspectAll(sources, { map: true, regions: true }))
      answers.push(answerOf(found, { path: 'a.png', picture: 'maps/a.png' }));
    for await (const found of bare.inspectAll(sources)) answers.push(answerOf(found));
    for (const answer of answers) {
      const read: unknown = JSON.parse(JSON.stringify(answer));
      expect(isAnswer(read), JSON.stringify(isAnswer.errors)).toBe(true);
      expect(read).toEqual(answer);
    }
    expect(answers[2]).toMatchObject({
      verdict: 'anomalous',
      regions: [{ box: { x: 2, y: 1, width: 4, height: 1 }, area: 4 }],
    });
    expect(answers[0]?.regions).toEqual([]);
    expect(answers[4]).toMatchObject({ verdict: null, confidence: null, pValue: null });
  });

  it('does not hold for anything else', async () => {
    const answer = answerOf(await inspector.inspect(pixelsOf(noise(1), 0), { regions: true }));
    expect(isAnswer(answer)).toBe(true);
    const box = { x: 0, y: 0, width: 1, height: 1 };
    for (const wrong of [
      { confidence: 1 },
      { confidence: 0 },
      { pValue: 0 },
      { pValue: 1.01 },
      { verdict: 'broken' },
      { schema: 2 },
      { other: 1 },
      { size: { width: 0, height: 3 } },
      { regions: [{ box, area: 0.5, peak: 1, mean: 1 }] },
      { regions: [{ box: { ...box, x: -1 }, area: 1, peak: 1, mean: 1 }] },
    ])
      expect(isAnswer({ ...answer, ...wrong }), JSON.stringify(wrong)).toBe(false);
  });
});

describe('a verdict', () => {
  it('is uncertain above the uncertain threshold and up to the threshold', async () => {
    const images = noise(1, 5);
    const { score } = await inspector.inspect(pixelsOf(images, 0));
    const judged = async (uncertain: number, image: number) =>
      (
        await inspector
          .withThresholds({ image: fixedThreshold(image), uncertain: fixedThreshold(uncertain) })
          .inspect(pixelsOf(images, 0))
      ).verdict;
    expect(await judged(score / 2, score * 2)).toBe('uncertain');
    expect(await judged(score / 2, score)).toBe('uncertain');
    expect(await judged(score, score)).toBe('normal');
    expect(await judged(score / 4, score / 2)).toBe('anomalous');
  });

  it('takes an uncertain threshold no higher than the other', () => {
    expect(() => inspector.withThresholds({ uncertain: fixedThreshold(1) })).toThrow(
      /there is no threshold/,
    );
    expect(() =>
      inspector.withThresholds({ image: fixedThreshold(1), uncertain: fixedThreshold(2) }),
    ).toThrow(/2 lies above the threshold 1/);
  });
});
