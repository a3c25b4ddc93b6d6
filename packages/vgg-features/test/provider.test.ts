import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FeatureExtractor, FeatureOpening } from '@oneclass/core';
import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { vgg19 } from '../src/index.ts';
import { vgg16Provider, vgg19Provider } from '../src/node/index.ts';
import { patternedWeights } from './patterned-weights.ts';

beforeAll(() => useBackend());

async function opened(
  opening: FeatureOpening,
  provider = vgg19Provider,
): Promise<FeatureExtractor> {
  const extractor = await provider.open(opening);
  onTestFinished(() => {
    extractor.dispose();
  });
  return extractor;
}

const settings = { layers: ['relu2_1', 'relu1_1'] };

describe('a provider of VGG features', () => {
  it.each([
    ['vgg19/reflection/relu1_1', 'vgg19'],
    ['random-vgg19-seed3/zeros/relu1_1,relu2_1', 'vgg19'],
    ['vgg16/zeros/relu5_3', 'vgg16'],
    ['vgg16/zeros/relu5_4', undefined], // VGG-16 has none
    ['vgg19/reflection/relu2_1,relu1_1', undefined],
    ['resnet50/layer1', undefined],
    ['', undefined],
  ])('knows which features it made: %s', (id, network) => {
    expect([vgg19Provider.recognizes(id), vgg16Provider.recognizes(id)]).toEqual([
      network === 'vgg19',
      network === 'vgg16',
    ]);
  });

  it('opens a file of weights, with settings as a list or as a command line has them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'oneclass-provider-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const weights = join(folder, 'vgg19.safetensors');
    await writeFile(weights, patternedWeights());
    const expected = await vgg19({ weights: patternedWeights(), ...settings, padding: 'zeros' });
    expected.dispose();
    for (const layers of [settings.layers, 'relu1_1, relu2_1']) {
      const { id, hash } = await opened({ weights, settings: { layers, padding: 'zeros' } });
      expect([id, hash]).toEqual([expected.id, expected.hash]);
    }
    const again = await opened({ weights, id: expected.id, settings: { layers: 'relu1_2' } });
    expect([again.id, again.hash]).toEqual([expected.id, expected.hash]);
  });

  it('opens random weights, which it says, and again from their id, without any', async () => {
    const said: string[] = [];
    const say = (line: string): void => void said.push(line);
    const first = await opened({ weights: 'random:3', settings, say });
    expect(first.id).toBe('random-vgg19-seed3/reflection/relu1_1,relu2_1');
    expect(said).toEqual([expect.stringContaining('untrained')]);
    const again = await opened({ id: first.id });
    expect([again.id, again.hash]).toEqual([first.id, first.hash]);
    const of16 = await opened({ weights: 'random:3', settings }, vgg16Provider);
    expect(of16.id).toBe('random-vgg16-seed3/reflection/relu1_1,relu2_1');
  });

  it('takes its defaults where settings do not say', async () => {
    const { layers, padding } = vgg19Provider.defaults as { layers: string[]; padding: string };
    const { id } = await opened({ weights: 'random:0', settings: { padding: 'zeros' } });
    expect([padding, id]).toEqual(['reflection', `random-vgg19-seed0/zeros/${layers.join()}`]);
  });

  it('takes the weights that ONECLASS_WEIGHTS names where none are given, or asks for them', async () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('ONECLASS_WEIGHTS', 'random:5');
    expect((await opened({ settings })).id).toMatch(/^random-vgg19-seed5\//);
    vi.stubEnv('ONECLASS_WEIGHTS', '');
    vi.stubEnv('ONECLASS_CACHE_DIR', join(tmpdir(), 'oneclass-no-cache'));
    await expect(vgg19Provider.open({ settings })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('set ONECLASS_WEIGHTS') as string,
    });
  });

  it.each<[object, string, RegExp]>([
    [{ layers: 3 }, 'invalid-config', /`layers` must be names of layers.*Received: 3/],
    [{ layers: [1] }, 'invalid-config', /`layers` must be names of layers/],
    [{ layers: 'relu9_9' }, 'unknown-name', /no layer 'relu9_9'/],
    [{ padding: 'wrap' }, 'invalid-argument', /padding 'wrap'/],
    [{ laiers: 'relu1_1' }, 'invalid-config', /no setting `laiers`.*layers, padding/],
  ])('refuses the settings %j before weights are looked for', async (wrong, code, message) => {
    await expect(
      vgg19Provider.open({ weights: 'nowhere', settings: wrong as Record<string, unknown> }),
    ).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  });
});
