import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readArtifact } from '@oneclass/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CellResult } from '../../src/cell/result.ts';
import { resultOf } from '../result-of.ts';
import { createStrangerProject, type StrangerProject } from './stranger-project.ts';
import { withoutTimes } from '../without-times.ts';

const CELLS = ['dfr-vgg', 'dfr-own', 'mean-vgg', 'mean-own'];
let project: StrangerProject;
let first: CellResult[];
beforeAll(async () => {
  project = await createStrangerProject();
  await project.install('1.0.0', 1);
});
afterAll(() => project.remove());

const resultsIn = (out: string): Promise<CellResult[]> =>
  Promise.all(CELLS.map((cell) => resultOf(join(project.folderOf(out), `${cell}-wasm.json`))));
const AT_LEAST = 120_000;

describe('a stranger’s method on features, and features', () => {
  it(
    'stand in a table file beside dfr and VGG-19, with and without workers',
    async () => {
      const alone = await project.run('alone').ended;
      expect(alone).toEqual({ code: 0, stdout: expect.any(String), stderr: expect.any(String) });
      // Opened once for both methods.
      expect(alone.stderr.match(/^blocks of 8$/gm)).toHaveLength(1);
      expect(alone.stderr.match(/Random weights/g)).toHaveLength(1);
      first = await resultsIn('alone');
      const stranger = { name: 'stranger', version: '1.0.0' };
      expect(first).toMatchObject([
        {
          package: { name: '@oneclass/dfr' },
          featuresPackage: { name: '@oneclass/vgg-features' },
          features: { id: 'random-vgg19-seed0/reflection/relu1_1' },
        },
        { package: { name: '@oneclass/dfr' }, featuresPackage: stranger },
        { package: stranger, featuresPackage: { name: '@oneclass/vgg-features' } },
        { package: stranger, featuresPackage: stranger, features: { id: 'blocks/8' } },
      ]);
      expect(first[1]).toHaveProperty('pixels');

      const { code, stderr } = await project.run('workers', ['--workers', '2']).ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
      expect((await resultsIn('workers')).map(withoutTimes)).toEqual(first.map(withoutTimes));
    },
    AT_LEAST,
  );

  it('leave detectors that name both packages, the method’s with its version', async () => {
    const bytes = await readFile(join(project.folderOf('alone'), 'mean-own-wasm.oneclass'));
    const { artifact, state } = readArtifact(bytes);
    expect(artifact).toMatchObject({
      package: { name: 'stranger', version: '1.0.0' },
      featuresPackage: { name: 'stranger' },
      features: { id: 'blocks/8' },
    });
    expect(state.version).toBe('1.0.0');
  });

  it(
    'are computed again, and that is said, when their package has another version',
    async () => {
      await project.install('2.0.0', -1);
      const { code, stderr } = await project.run('alone').ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
      const line = 'computed by stranger 1.0.0, stranger 2.0.0 is installed';
      expect(stderr).toContain(`dfr-own: ${line}: computed again\n`);
      expect(stderr).toContain(`mean-vgg: ${line}: computed again\n`);
      expect(stderr).toContain(`mean-own: ${line}; ${line}: computed again\n`);
      expect(stderr).toContain('cell 1 of 4, dfr-vgg: finished before');
      expect(stderr.match(/finished before/g)).toHaveLength(1);
      const [dfrVgg, dfrOwn, , own] = await resultsIn('alone');
      expect(dfrVgg).toEqual(first[0]);
      expect(dfrOwn?.test.scores).toEqual(first[1]?.test.scores);
      expect(own?.test.scores).toEqual(first[3]?.test.scores.map((score) => -score));
      expect(own?.package).toEqual({ name: 'stranger', version: '2.0.0' });
    },
    AT_LEAST,
  );
});
