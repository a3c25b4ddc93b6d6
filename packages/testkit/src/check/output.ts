import { isEncoder, isMapDetector, type Maps } from '@oneclass/core';
import { expectSame, expectThat } from '../assertion.ts';
import type { Check } from '../check.ts';
import { outputsOf, type Output } from '../output.ts';
import type { Trial } from '../trial.ts';

async function computed(
  { test, tensor, fit }: Trial,
  name: Output['name'],
): Promise<Maps | undefined> {
  const output = outputsOf(await fit()).find((candidate) => candidate.name === name);
  return output?.compute(tensor(test));
}

function checkMaps(name: string, { data, shape }: Maps, expected: readonly number[]): void {
  const size = expected.reduce((product, length) => product * length, 1);
  const type = Object.prototype.toString.call(data).slice(8, -1);
  expectThat(data instanceof Float32Array, `${name} gave ${type}; expected a Float32Array.`);
  expectThat(
    shape.join() === expected.join() && data.length === size,
    `${name} gave ${String(data.length)} values of shape [${shape.join(', ')}]; expected ` +
      `${String(size)} of [${expected.join(', ')}].`,
  );
  const broken = data.find((value) => !Number.isFinite(value));
  expectThat(
    broken === undefined,
    `${name} gave ${String(broken)}; expected finite numbers: look for a division by zero or ` +
      'an overflow.',
  );
}

export const outputChecks: readonly Check[] = [
  {
    name: 'gives one finite float32 score an image',
    async run(trial) {
      checkMaps('score()', (await computed(trial, 'score')) as Maps, [trial.test.size]);
    },
  },
  {
    name: 'gives score maps [n, height, width], where it has any',
    async run(trial) {
      const maps = await computed(trial, 'scoreMap');
      const [height, width] = trial.test.sampleShape;
      if (maps) checkMaps('scoreMap()', maps, [trial.test.size, height, width]);
    },
  },
  {
    name: 'gives scores with their maps as it gives them apart, where it does',
    async run({ test, tensor, fit }) {
      const detector = await fit();
      if (!isMapDetector(detector) || !detector.scoreWithMap) return;
      const images = tensor(test);
      const [height, width] = test.sampleShape;
      const { scores, maps } = await detector.scoreWithMap(images);
      checkMaps('scoreWithMap()', maps, [test.size, height, width]);
      const fix =
        'Compute both as score() and scoreMap() do, in batches of the same size; or leave ' +
        'scoreWithMap out.';
      expectSame(
        'Scores of scoreWithMap() and of score()',
        [scores, await detector.score(images)],
        fix,
      );
      expectSame(
        'Maps of scoreWithMap() and of scoreMap()',
        [maps.data, (await detector.scoreMap(images)).data],
        fix,
      );
    },
  },
  {
    name: 'gives reconstructions [n, height, width, channels], where it has any',
    async run(trial) {
      const maps = await computed(trial, 'reconstruct');
      if (maps) checkMaps('reconstruct()', maps, [trial.test.size, ...trial.test.sampleShape]);
    },
  },
  {
    name: 'gives codes [n, d], where it has any',
    async run(trial) {
      const maps = await computed(trial, 'encode');
      if (maps) checkMaps('encode()', maps, [trial.test.size, maps.shape[1] ?? 0]);
    },
  },
  {
    name: 'gives a centre among its codes that is not its own, where it has one',
    async run({ test, tensor, fit }) {
      const detector = await fit();
      if (!isEncoder(detector) || detector.center === undefined) return;
      const images = tensor(test);
      const [, d = 0] = (await detector.encode(images)).shape;
      const { center } = detector;
      checkMaps('center', { data: center, shape: [center.length] }, [d]);
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
