import type { FeatureExtractor, FeatureOpening, FeatureProvider } from '@oneclass/core';
import { dfr } from '@oneclass/dfr';
import { describe, expect, it } from 'vitest';
import { createMethods, type Methods } from '../../src/cell/methods.ts';
import type { Cell } from '../../src/table/table.ts';
import { tinyCell } from '../tiny-table.ts';

/** A provider as a class would be one; it notes what it is opened with and how often it is left. */
class Notes implements FeatureProvider {
  readonly name: string = 'notes';
  readonly summary = 'none';
  readonly defaults = { side: 4 };
  readonly opened: FeatureOpening[] = [];
  disposed = 0;
  readonly weights?: string;
  constructor(weights?: string) {
    if (weights !== undefined) this.weights = weights;
  }
  recognizes(): boolean {
    return true;
  }
  async open(opening: FeatureOpening): Promise<FeatureExtractor> {
    this.opened.push(opening);
    const dispose = (): number => this.disposed++;
    const extractor = {
      left: 0,
      id: 'notes',
      hash: String(this.opened.length),
      layers: [],
      extract: () => Promise.resolve([]),
      dispose() {
        this.left++;
        dispose();
      },
    };
    return Promise.resolve(extractor);
  }
}

const cellOn = (provider: FeatureProvider, settings?: object, method = dfr): Cell => ({
  ...tinyCell(0, 1),
  method,
  features: { provider, settings: settings as Record<string, unknown> | undefined },
});
const said: string[] = [];
const { signal } = new AbortController();
const methods = (): Methods =>
  createMethods({ weights: 'w.safetensors', signal, say: (line) => said.push(line) });

describe('methods of cells on features', () => {
  it('share an extractor of one provider and its settings, which is disposed of with them', async () => {
    const [one, two] = [new Notes(), new Notes()];
    const all = methods();
    for (const cell of [
      cellOn(one),
      cellOn(one, { side: 4 }),
      cellOn(one, { side: 8 }),
      cellOn(two),
    ]) {
      expect((await all.of(cell)).name).toBe('dfr');
      expect(await all.featuresOf(cell)).toMatchObject({ id: 'notes' });
    }
    expect(one.opened.map(({ settings }) => settings)).toEqual([undefined, { side: 8 }]);
    expect(two.opened).toHaveLength(1);
    all.dispose();
    await Promise.resolve();
    expect([one.disposed, two.disposed]).toEqual([2, 1]);
  });

  it('give the weights to providers that take some', async () => {
    const [with_, without] = [new Notes('a file'), new Notes()];
    const all = methods();
    await all.of(cellOn(with_));
    await all.of(cellOn(without));
    expect(with_.opened[0]).toMatchObject({ weights: 'w.safetensors', signal });
    expect(without.opened[0]?.weights).toBeUndefined();
    with_.opened[0]?.say?.('hello');
    expect(said).toEqual(['hello']);
    all.dispose();
  });

  it('are told apart from what is none', async () => {
    const broken: FeatureProvider = Object.assign(new Notes(), { open: () => ({ id: 'x' }) });
    await expect(methods().of(cellOn(broken))).rejects.toThrow(
      'open() of features "notes" gave no features: expected an object with id, hash, layers, ' +
        'extract and dispose.',
    );
    const failing: FeatureProvider = Object.assign(new Notes(), {
      open: () => Promise.reject(new Error('no luck')),
    });
    await expect(methods().of(cellOn(failing))).rejects.toThrow(
      'open() of features "notes" failed: Error: no luck',
    );
    const empty = { ...dfr, on: () => ({}) as ReturnType<typeof dfr.on> };
    await expect(methods().of(cellOn(new Notes(), {}, empty))).rejects.toThrow(
      'on() of method "dfr" gave no method: expected an object with name, fit and restore.',
    );
  });
});
