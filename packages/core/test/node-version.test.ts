import { afterEach, expect, it, vi } from 'vitest';
import { checkNodeVersion } from '../src/index.ts';
import { loadSharp } from '../src/node/image/sharp.ts';

const inNode = (node: string): void => {
  vi.stubGlobal('process', { ...process, versions: { ...process.versions, node } });
};
afterEach(() => vi.unstubAllGlobals());

it.each(['18.20.8', '20.18.3', '19.9.0'])('Node %s is told which is needed', (version) => {
  inNode(version);
  expect(checkNodeVersion).toThrow(
    expect.objectContaining({
      code: 'unsupported',
      message: expect.stringMatching(
        new RegExp(`This is Node ${version}: Node 20\\.19 or later is needed\\.`),
      ) as string,
    }),
  );
});

it.each(['20.19.0', '22.0.0', '25.1.0'])('Node %s passes', (version) => {
  inNode(version);
  expect(checkNodeVersion).not.toThrow();
});

it('a page, which has no Node, passes', () => {
  vi.stubGlobal('process', undefined);
  expect(checkNodeVersion).not.toThrow();
});

it('is said before a package, which is there, is called missing', async () => {
  inNode('18.20.8');
  await expect(loadSharp()).rejects.toMatchObject({ code: 'unsupported', argument: 'node' });
});
