import * as tf from '@tensorflow/tfjs';
import {
  isOneClassError,
  pack,
  readArtifact,
  unpack,
  type DetectorState,
  type Maps,
} from '@oneclass/core';
import { describeError, expectRefusal, expectSame, expectThat } from '../assertion.ts';
import type { Check } from '../check.ts';
import { damagedFiles, foreignFile } from '../damaged-file.ts';
import { outputsOf } from '../output.ts';
import { sameJson } from '../plain-json.ts';
import { damagedStates, enlargedState, type DamagedState } from '../damaged-state.ts';

const refusesStates = (name: string, damage: DamagedState['damage']): Check => ({
  name,
  async run({ method, fit }) {
    const detector = await fit();
    for (const damaged of damagedStates(detector.state())) {
      if (damaged.damage !== damage) continue;
      await expectRefusal(`restore() of a state with ${damaged.name}`, ['invalid-artifact'], () =>
        method.restore(damaged.state),
      );
    }
  },
});

function checkTensors(tensors: DetectorState['tensors']): void {
  for (const [name, { data, shape }] of Object.entries(tensors)) {
    const size = shape.reduce((product, length) => product * length, 1);
    expectThat(
      data instanceof Float32Array && data.length === size,
      `state() has a tensor '${name}' of ${String(data.length)} values and shape ` +
        `[${shape.join(', ')}]; expected a Float32Array of ${String(size)}.`,
    );
    const broken = data.find((value) => !Number.isFinite(value));
    expectThat(
      broken === undefined,
      `state() has ${String(broken)} in the tensor '${name}'; expected finite numbers: refuse ` +
        'a fit that diverged.',
    );
  }
}

export const persistenceChecks: readonly Check[] = [
  {
    name: 'has a state that says all of the detector',
    async run({ method, normal: { sampleShape }, fit }) {
      const detector = await fit();
      const { tensors, ...description } = detector.state();
      const expected = {
        method: method.name,
        config: detector.config,
        sampleShape,
        features: detector.features,
        facts: detector.facts,
      };
      expectThat(
        sameJson(description, expected),
        `state() has ${JSON.stringify(description)}; expected the detector's method, ` +
          `config, sample shape, features and facts, ${JSON.stringify(expected)}.`,
      );
      const wrong = Object.entries(detector.facts ?? {}).find(
        ([, value]) => !Number.isFinite(value),
      );
      expectThat(
        wrong === undefined,
        `The fact \`${String(wrong?.[0])}\` is ${String(wrong?.[1])}; expected a finite number.`,
      );
      checkTensors(tensors);
    },
  },
  {
    name: 'comes back from its file with the same results',
    async run({ method, test, tensor, fit, own }) {
      const detector = await fit();
      const images = tensor(test);
      const expected: Maps[] = [];
      for (const { compute } of outputsOf(detector)) expected.push(await compute(images));
      const bytes = pack(detector);
      detector.dispose();
      const restored = own(unpack(bytes, [method]).detector);
      const outputs = outputsOf(restored);
      expectThat(
        outputs.length === expected.length,
        `A restored detector computes ${outputs.map(({ name }) => name).join(', ')}; expected ` +
          'the same as before it was saved.',
      );
      const fix = 'Keep everything that scoring uses in state().';
      for (const [i, { name, compute }] of outputs.entries()) {
        expectSame(
          `${name} after and before saving`,
          [(await compute(images)).data, expected[i]?.data ?? []],
          fix,
        );
      }
      expectSame(
        'The files of the restored detector and of the first',
        [pack(restored), bytes],
        fix,
      );
    },
  },
  {
    name: 'refuses a damaged, shortened or future file, or is not harmed by it',
    async run({ method, fit }) {
      const bytes = pack(await fit());
      for (const { name, file, mayPass } of damagedFiles(bytes)) {
        try {
          unpack(file, [method]).detector.dispose();
        } catch (error) {
          expectThat(
            isOneClassError(error),
            `unpack() of a file ${name} failed with ${describeError(error)} Expected a ` +
              'OneClassError: check the config and every tensor in restore().',
          );
          continue;
        }
        expectThat(mayPass, `unpack() took a file ${name}; expected it to be refused.`);
      }
    },
  },
  {
    name: "refuses another method's file under its own name",
    async run({ method, fit }) {
      const { state } = readArtifact(foreignFile(pack(await fit())));
      await expectRefusal(
        "restore() of another method's config and tensors",
        ['invalid-artifact'],
        () => method.restore(state),
      );
    },
  },
  refusesStates('refuses a state with a tensor missing', 'missing'),
  refusesStates('refuses a state with a misshaped tensor', 'misshaped'),
  refusesStates('refuses a state with a tensor that is not finite', 'not finite'),
  refusesStates('refuses a state with damaged facts, where it has any', 'facts'),
  {
    name: 'refuses a state of far larger images, or makes nothing of their size',
    async run({ method, fit, own }) {
      const state = (await fit()).state();
      const bytesOf = (of: DetectorState): number => {
        const before = tf.memory().numBytes;
        own(method.restore(of));
        return tf.memory().numBytes - before;
      };
      const expected = bytesOf(state);
      const what = 'restore() of a state whose `sampleShape` has sides 64 times as long';
      let bytes: number;
      try {
        bytes = bytesOf(enlargedState(state));
      } catch (error) {
        await expectRefusal(what, ['invalid-artifact'], () => {
          throw error;
        });
        return;
      }
      expectThat(
        bytes <= expected,
        `${what} made tensors of ${String(bytes)} bytes, where its own has ${String(expected)}; ` +
          'expected it to be refused, or to be as large, as of a network that takes any size: ' +
          'compare sizes with the tensors of the state before anything is made.',
      );
    },
  },
];
