import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProgressEvent } from '@oneclass/core';
import { oneVersusRest, resizeImages, strokeDigits } from '@oneclass/core/datasets';
import { useBackend, type BackendChoice } from '@oneclass/runtime';
import { deepConvAutoencoder, deepSvdd } from '@oneclass/svdd';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCell } from '../../src/cell/run-cell.ts';
import { runTable, type TableResult } from '../../src/command/run-table.ts';
import type { Cell, Table } from '../../src/table/table.ts';
import type { Workers } from '../../src/worker/workers.ts';
import { withoutTimes } from '../without-times.ts';

const training = { epochs: 2, batchSize: 8, milestones: [], learningRate: 1e-3, weightDecay: 0 };

/** An autoencoder, and what it pretrains. */
const table: Table = {
  name: 'sharing',
  title: 'Two cells',
  protocol: () => [],
  cells({ seeds }) {
    const data: Cell['data'] = {
      description: { set: 'ones' },
      load() {
        const drawn = strokeDigits({ perDigit: 16, seed: 1 });
        const digits = {
          ...drawn,
          samples: resizeImages(drawn.samples, {
            height: 8,
            width: 8,
            channels: 1,
            resize: 'area',
          }),
        };
        const { normal, test } = oneVersusRest(digits, digits, '1');
        return { train: normal, test };
      },
    };
    return seeds.flatMap((seed): Cell[] => {
      const sharedPhase = `seed${String(seed)}`;
      return [
        {
          id: `autoencoder-seed${String(seed)}`,
          method: deepConvAutoencoder,
          config: { ...training, seed },
          sharedPhase,
          data,
        },
        {
          id: `svdd-seed${String(seed)}`,
          method: deepSvdd,
          config: { ...training, pretraining: training, seed },
          sharedPhase,
          data,
        },
      ];
    });
  },
};

describe('cells with a phase in common', () => {
  let backend: BackendChoice;
  const outs: string[] = [];
  beforeAll(async () => {
    backend = await useBackend();
  });
  afterAll(() => Promise.all(outs.map((out) => rm(out, { recursive: true }))));

  const folder = async (): Promise<string> => {
    const out = await mkdtemp(join(tmpdir(), 'oneclass-sharing-'));
    outs.push(out);
    return out;
  };

  interface Outcome extends TableResult {
    /** The steps of the autoencoder's training that each of its phases was spared. */
    readonly spared: readonly number[];
    /** That each says it took. */
    readonly seconds: readonly number[];
  }

  async function run(options: {
    out: string;
    force?: boolean;
    workers?: Workers;
  }): Promise<Outcome> {
    const [spared, seconds]: [number[], number[]] = [[], []];
    const onProgress = (event: ProgressEvent): void => {
      if (event.type === 'phase-start' && event.phase === 'autoencoder')
        spared.push(event.resumedSteps ?? 0);
      if (event.type === 'phase-end' && event.phase === 'autoencoder') seconds.push(event.seconds);
    };
    const result = await runTable(table, {
      size: 'full',
      seeds: [0],
      backend,
      folders: [],
      signal: new AbortController().signal,
      say: () => undefined,
      onProgress,
      ...options,
    });
    return { ...result, spared, seconds };
  }

  it('go through it once, to the same results as alone', async () => {
    const out = await folder();
    const both = await run({ out });
    expect(both.spared).toEqual([0, 4]);
    const [autoencoder, svdd] = both.finished.map(({ result }) => result);
    expect(svdd?.losses.slice(0, 2)).toEqual(autoencoder?.losses);
    const [, taken] = both.seconds;
    expect(taken).toBeGreaterThan(0);
    expect(svdd?.seconds.fit).toBeGreaterThan(taken as number); // counts what it was spared

    const files = await readdir(join(out, 'sharing'));
    const shared = files.filter((name) => name.endsWith('.shared'));
    expect(shared).toHaveLength(1);
    await rm(join(out, 'sharing', `svdd-seed0-${backend.name}.json`));
    await writeFile(join(out, 'sharing', shared[0] as string), 'half of');
    const alone = await run({ out });
    expect(alone.spared).toEqual([0]);
    expect(withoutTimes(alone.finished[1]?.result)).toEqual(withoutTimes(svdd));
  });

  it('are run one after the other, whatever the number of workers', async () => {
    const { spared } = await run({ out: await folder(), workers: { count: 2, run: runCell } });
    expect(spared).toEqual([0, 4]);
  });

  it('go through it anew when forced', async () => {
    const out = await folder();
    await run({ out });
    expect((await run({ out, force: true })).spared).toEqual([0, 4]);
  });
});
