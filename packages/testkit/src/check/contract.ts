import type { MethodGuide } from '@oneclass/core';
import { expectSame, expectThat } from '../assertion.ts';
import type { Check } from '../check.ts';
import { datasetOf } from '../images.ts';
import { contains, notFrozen, notPlainJson } from '../plain-json.ts';
import { disposalChecks } from './disposal.ts';
import { shapeChecks } from './shape.ts';

const show = (value: unknown): string => JSON.stringify(value) ?? String(value);

const isLine = (value: unknown): boolean =>
  typeof value === 'string' && value.trim() !== '' && !value.includes('\n');
const isAmount = (value: unknown): boolean =>
  typeof value === 'number' && Number.isFinite(value) && value > 0;

/** What of a guide is not as it has to be, in words. */
function wrongIn({ suits, images, measured }: MethodGuide): string | undefined {
  const parts: Readonly<Record<string, readonly [value: unknown, isRight: boolean]>> = {
    suits: [suits, isLine(suits)],
    images: [images, images === undefined || (Number.isSafeInteger(images) && images >= 1)],
    ...(measured && {
      'measured.on': [measured.on, isLine(measured.on)],
      'measured.seconds': [measured.seconds, isAmount(measured.seconds)],
      'measured.megabytes': [
        measured.megabytes,
        measured.megabytes === undefined || isAmount(measured.megabytes),
      ],
    }),
  };
  const [name, [value] = []] = Object.entries(parts).find(([, [, isRight]]) => !isRight) ?? [];
  return name === undefined ? undefined : `\`${name}\` is ${show(value)}`;
}

const description: readonly Check[] = [
  {
    name: 'has a name and a summary',
    async run({ method: { name, summary } }) {
      expectThat(
        typeof name === 'string' && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name),
        `The method's \`name\` is ${show(name)}; expected lower-case words joined by hyphens, ` +
          "such as 'deep-svdd'.",
      );
      expectThat(
        typeof summary === 'string' && summary.trim() !== '' && !summary.includes('\n'),
        `The method's \`summary\` is ${show(summary)}; expected one line that says what it is.`,
      );
    },
  },
  {
    name: 'has a guide that lists can show, or none',
    async run({ method: { guide } }) {
      const wrong = guide && wrongIn(guide);
      expectThat(
        wrong === undefined,
        `In the method's \`guide\`, ${wrong ?? ''}; expected \`suits\` in one line and, where ` +
          'they are known, `images`, a whole number of 1 or more, and `measured` with `on` in ' +
          'one line and `seconds`, `megabytes` too where they are known, of more than 0.',
      );
    },
  },
  {
    name: 'has defaults that are plain JSON and frozen',
    async run({ method: { defaults } }) {
      expectThat(
        notPlainJson(defaults) === undefined,
        `In \`defaults\`, ${notPlainJson(defaults) ?? ''} is no JSON; expected plain JSON, as ` +
          'artifacts keep it.',
      );
      expectThat(
        notFrozen(defaults) === undefined,
        `In \`defaults\`, ${notFrozen(defaults) ?? ''} is not frozen; expected all of it to ` +
          'be: deepFreeze of @oneclass/core.',
      );
      expectThat(
        Number.isSafeInteger(defaults.seed) && defaults.seed >= 0,
        `\`defaults.seed\` is ${show(defaults.seed)}; expected an integer of 0 or more.`,
      );
    },
  },
];

const fits: readonly Check[] = [
  {
    name: "fits to a detector of its own name and of the images' shape",
    async run({ method, normal, fit }) {
      const detector = await fit();
      expectThat(
        detector.method === method.name,
        `The detector's \`method\` is ${show(detector.method)}; expected the method's name, ` +
          `'${method.name}'.`,
      );
      expectThat(
        show(detector.sampleShape) === show(normal.sampleShape),
        `The detector's \`sampleShape\` is ${show(detector.sampleShape)}; expected that of ` +
          `the training images, ${show(normal.sampleShape)}.`,
      );
    },
  },
  {
    name: 'has a config that is complete, plain JSON and frozen',
    async run({ method, config, fit }) {
      const { config: resolved } = await fit();
      const missing = Object.keys(method.defaults).find((key) => !(key in resolved));
      expectThat(
        missing === undefined,
        `The detector's \`config\` has no \`${missing ?? ''}\`; expected every key of ` +
          '`defaults`: fill the defaults in (resolveConfig).',
      );
      expectThat(
        contains(resolved, config),
        `The detector's \`config\` is ${show(resolved)}; expected it to have what the fit was ` +
          `given, ${show(config)}.`,
      );
      expectThat(
        notPlainJson(resolved) === undefined,
        `In the detector's \`config\`, ${notPlainJson(resolved) ?? ''} is no JSON; expected ` +
          'plain JSON.',
      );
      expectThat(
        notFrozen(resolved) === undefined,
        `In the detector's \`config\`, ${notFrozen(resolved) ?? ''} is not frozen; expected ` +
          'all of it to be, as resolveConfig gives it.',
      );
    },
  },
  {
    name: 'takes a tensor and a dataset alike',
    async run({ normal, test, tensor, fit }) {
      const fromTensor = await fit();
      const fromDataset = await fit({ samples: datasetOf(normal) });
      const fix = 'Take both through toDataset of @oneclass/core.';
      const expected = await fromTensor.score(tensor(test));
      expectSame(
        'Scores of one tensor by fits on a tensor and on a dataset',
        [await fromDataset.score(tensor(test)), expected],
        fix,
      );
      expectSame(
        'Scores of a dataset and of a tensor',
        [await fromTensor.score(datasetOf(test)), expected],
        fix,
      );
    },
  },
];

export const contractChecks: readonly Check[] = [
  ...description,
  ...fits,
  ...shapeChecks,
  ...disposalChecks,
];
