import { useBackend } from '@oneclass/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { efficientNetLite0Provider as provider } from '../src/node/index.ts';

beforeAll(() => useBackend());

describe('the provider', () => {
  it.each([
    ['efficientnet-lite0/s3,s5', true],
    ['random-efficientnet-lite0-seed3/s6', true],
    ['efficientnet-lite0/s1', false],
    ['vgg19/zeros/relu1_1', false],
    ['', false],
  ])('knows which features it made: %s', (id, known) => {
    expect(provider.recognizes(id)).toBe(known);
  });

  it('opens random weights, which it says, with layers as a command line has them', async () => {
    const said: string[] = [];
    const say = (line: string): void => void said.push(line);
    const settings = { layers: 's5, s2' };
    const extractor = await provider.open({ weights: 'random:3', settings, say });
    extractor.dispose();
    expect(extractor.id).toBe('random-efficientnet-lite0-seed3/s2,s5');
    expect(said).toEqual([expect.stringContaining('untrained')]);
  });

  it('takes its defaults where settings do not say', async () => {
    const extractor = await provider.open({ weights: 'random:0' });
    extractor.dispose();
    const { layers } = provider.defaults as { layers: string[] };
    expect(extractor.id).toBe(`random-efficientnet-lite0-seed0/${layers.join()}`);
  });

  it.each<[object, string, RegExp]>([
    [{ layers: 3 }, 'invalid-config', /`layers` must be names of layers, as in s3,s5.*Received: 3/],
    [{ padding: 'zeros' }, 'invalid-config', /no setting `padding`.*layers/],
  ])('refuses the settings %j before weights are looked for', async (wrong, code, message) => {
    await expect(
      provider.open({ weights: 'nowhere', settings: wrong as Record<string, unknown> }),
    ).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  });
});
