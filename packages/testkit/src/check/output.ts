import { isEncoder } from '@oneclass/core';
import { expectRefusal, expectSame, expectThat } from '../assertion.ts';
import type { Check } from '../check.ts';
import { expectMaps } from '../maps.ts';
import { computedOutputs, shortCalls, standardShape } from '../output.ts';
import type { Trial } from '../trial.ts';

const list = (names: readonly string[]): string => `[${names.join(', ')}]`;

/** A standard output is what the contract says of it, where the method has it. */
const givesStandard = (name: string, ofOutput: string): Check => ({
  name,
  async run({ test, tensor, fit }) {
    const output = computedOutputs(await fit()).find((candidate) => candidate.gives === ofOutput);
    const expected = standardShape(ofOutput, test.sampleShape);
    if (!output || !expected) return;
    expectMaps(output.name, await output.compute(tensor(test)), [test.size, ...expected]);
  },
});

/** The outputs whose shape the method decides. */
async function expectRows(
  { test, tensor, fit }: Trial,
  which: (name: string) => boolean,
): Promise<void> {
  const images = tensor(test);
  for (const { name, gives, compute } of computedOutputs(await fit())) {
    if (!which(gives)) continue;
    const maps = await compute(images);
    const [, ...rest] = maps.shape;
    expectMaps(name, maps, [test.size, ...(gives === 'code' ? rest.slice(0, 1) : rest)]);
  }
}

const isCode = (name: string): boolean => name === 'code';
const isOwn = (name: string): boolean => !['score', 'map', 'reconstruction', 'code'].includes(name);

/** All at once, and two by two. */
const combinationsOf = (names: readonly string[]): readonly (readonly string[])[] => [
  [...names],
  ...names.flatMap((first, i) => names.slice(i + 1).map((second) => [second, first])),
];

const alone: readonly Check[] = [
  {
    name: 'names the outputs of its method, the score among them',
    async run({ method, fit }) {
      const { outputs } = await fit();
      expectThat(
        list(outputs) === list(method.outputs) && new Set(outputs).size === outputs.length,
        `The detector's \`outputs\` are ${list(outputs)} and the method's are ` +
          `${list(method.outputs)}; expected the same list, each name once.`,
      );
      expectThat(
        outputs.includes('score'),
        `The \`outputs\` are ${list(outputs)}; expected 'score' among them.`,
      );
    },
  },
  givesStandard('gives one finite float32 score an image', 'score'),
  givesStandard('gives score maps [n, height, width], where it has any', 'map'),
  givesStandard(
    'gives reconstructions [n, height, width, channels], where it has any',
    'reconstruction',
  ),
  {
    name: 'gives codes [n, d], where it has any',
    run: (trial) => expectRows(trial, isCode),
  },
  {
    name: 'gives outputs of its own [n, …], where it has any',
    run: (trial) => expectRows(trial, isOwn),
  },
];

const together: readonly Check[] = [
  {
    name: 'gives outputs together as it gives them apart',
    async run({ test, tensor, fit }) {
      const detector = await fit();
      const images = tensor(test);
      const apart = new Map<string, Float32Array>();
      for (const { gives, compute } of computedOutputs(detector))
        apart.set(gives, (await compute(images)).data);
      for (const names of combinationsOf(detector.outputs)) {
        const outputs = await detector.compute(images, names);
        expectThat(
          list(Object.keys(outputs).sort()) === list([...names].sort()),
          `compute() of ${list(names)} gave ${list(Object.keys(outputs))}; expected what it was ` +
            'asked for, and no more.',
        );
        for (const name of names) {
          expectSame(
            `\`${name}\` computed with ${list(names)} and alone`,
            [outputs[name]?.data ?? [], apart.get(name) ?? []],
            'Compute an output in the same batches and the same way, whatever is wanted besides.',
          );
        }
      }
    },
  },
  {
    name: 'gives by its short calls what it computes',
    async run({ test, tensor, fit }) {
      const detector = await fit();
      const images = tensor(test);
      for (const { name, gives, compute } of shortCalls(detector)) {
        const { [gives]: expected } = await detector.compute(images, [gives]);
        const { data, shape } = await compute(images);
        const both = [data, expected?.data ?? []] as const;
        expectSame(
          `What ${name} and compute(['${gives}']) gave`,
          both,
          `Let ${name} call compute().`,
        );
        expectThat(
          list(shape.map(String)) === list((expected?.shape ?? []).map(String)),
          `${name} gave the shape ${list(shape.map(String))}; expected that of ` +
            `compute(['${gives}']).`,
        );
      }
    },
  },
  {
    name: 'refuses an output that there is not, and a list of none',
    async run({ test, tensor, fit }) {
      const detector = await fit();
      const images = tensor(test);
      for (const names of [['nonsense'], ['score', 'nonsense'], ['toString'], []]) {
        await expectRefusal(`compute() of the outputs ${list(names)}`, ['unknown-name'], () =>
          detector.compute(images, names),
        );
      }
    },
  },
];

export const outputChecks: readonly Check[] = [
  ...alone,
  ...together,
  {
    name: 'gives a centre among its codes that is not its own, where it has one',
    async run({ test, tensor, fit }) {
      const detector = await fit();
      if (!isEncoder(detector) || detector.center === undefined) return;
      const images = tensor(test);
      const [, d = 0] = (await detector.encode(images)).shape;
      const { center } = detector;
      expectMaps('center', { data: center, shape: [center.length] }, [d]);
      const before = await detector.score(images);
      center.fill(1e3);
      const after = await detector.score(images);
      expectThat(
        before.every((score, i) => score === after[i]),
        'Scores changed when the array that `center` gave was changed; expected a copy, as ' +
          'in `get center() { return c.slice(); }`.',
      );
    },
  },
];
