import type { Detector, DetectorState, Maps, Method } from '@oneclass/core';
import { imageSet } from '@oneclass/core/datasets';
import { describe, expect, it } from 'vitest';
import { checkedMethod } from '../../src/table/checked-method.ts';

const images = imageSet({ data: new Uint8Array(2 * 4), sampleShape: [2, 2, 1] });

/** As a stranger may write one, with fields of its own that nobody else reads. */
class Toy implements Detector {
  readonly #scores = Float32Array.of(1, 2);
  readonly method = 'toy';
  readonly config = { seed: 0 };
  readonly sampleShape = [2, 2, 1] as const;
  readonly outputs: readonly string[] = ['score', 'map'];
  disposed = 0;
  score(): Promise<Float32Array> {
    return Promise.resolve(this.#scores);
  }
  compute<const N extends string>(): Promise<Readonly<Record<N, Maps>>> {
    const map = { data: new Float32Array(8), shape: [2, 2, 2] };
    return Promise.resolve({ score: { data: this.#scores, shape: [2] }, map } as never);
  }
  state(): DetectorState {
    const { method, config, sampleShape } = this;
    return { method, config, sampleShape, facts: { n: this.#scores.length }, tensors: {} };
  }
  dispose(): void {
    this.disposed += this.#scores.length;
  }
}

/** A method whose detectors have these parts in place of their own. */
function toy(parts: object = {}): Method & { readonly made: Toy[] } {
  const made: Toy[] = [];
  const make = (): Toy => {
    made.push(Object.assign(new Toy(), parts));
    return made.at(-1) as Toy;
  };
  return {
    ...{ made, name: 'toy', summary: '', defaults: { seed: 0 }, outputs: ['score'] },
    resumable: false,
    nearestShape: (shape) => shape,
    checkShape: () => undefined,
    fit: () => Promise.resolve(make()),
    restore: make,
  };
}

const fitted = (parts?: object): Promise<Detector> =>
  checkedMethod(toy(parts), 'c').fit(images, {}, {});

describe('a checked method', () => {
  it('gives detectors that compute, save and end as their own do', async () => {
    const method = toy();
    const checked = checkedMethod(method, 'c');
    for (const detector of [await checked.fit(images), await checked.restore(new Toy().state())]) {
      expect([...(await detector.score(images))]).toEqual([1, 2]);
      const { map } = await detector.compute(images, ['score', 'map']);
      expect(map.shape).toEqual([2, 2, 2]);
      expect(detector.state()).toEqual(new Toy().state());
      detector.dispose();
    }
    expect(method.made.map(({ disposed }) => disposed)).toEqual([2, 2]);
  });

  it('says whose a failure is', async () => {
    const fail = () => Promise.reject(new Error('no'));
    const of = 'of method "toy" in cell "c" failed: Error: no';
    const failing = {
      ...toy(),
      fit: fail,
      restore: (): never => {
        throw new Error('no');
      },
    };
    await expect(checkedMethod(failing, 'c').fit(images)).rejects.toThrow(`fit() ${of}`);
    const state = new Toy().state();
    await expect(checkedMethod(failing, 'c').restore(state)).rejects.toThrow(`restore() ${of}`);
    await expect((await fitted({ score: fail })).score(images)).rejects.toThrow(`score() ${of}`);
    await expect((await fitted({ compute: fail })).compute(images, ['score'])).rejects.toThrow(
      `compute() ${of}`,
    );
  });

  it('refuses what is no detector', async () => {
    const none = { ...toy(), fit: () => Promise.resolve({ config: {} } as never) };
    await expect(checkedMethod(none, 'c').fit(images)).rejects.toThrow(
      'fit() of method "toy" in cell "c" gave no detector: expected an object with config,',
    );
  });

  it.each<[string, unknown]>([
    ['a list', [1, 2]],
    ['too few', Float32Array.of(1)],
    ['one that is not finite', Float32Array.of(1, Number.NaN)],
  ])('refuses scores that are %s', async (_, scores) => {
    const message =
      ' of method "toy" in cell "c" gave no scores: expected a Float32Array of 2 finite numbers';
    const detector = await fitted({
      score: () => Promise.resolve(scores),
      compute: () => Promise.resolve({ score: { data: scores, shape: [2] } }),
    });
    await expect(detector.score(images)).rejects.toThrow(`score()${message}`);
    await expect(detector.compute(images, ['score'])).rejects.toThrow(`compute()${message}`);
  });

  it.each<[string, unknown]>([
    ['are not there', undefined],
    ['have no shape', { data: new Float32Array(8) }],
    ['are of another number of images', { data: new Float32Array(4), shape: [1, 2, 2] }],
    ['have another number of values', { data: new Float32Array(7), shape: [2, 2, 2] }],
  ])('refuses maps that %s', async (_, map) => {
    const detector = await fitted({ compute: () => Promise.resolve({ map }) });
    await expect(detector.compute(images, ['map'])).rejects.toThrow(
      'compute() of method "toy" in cell "c" gave no "map": expected { data, shape }',
    );
  });
});
