import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CellResult } from '../../src/cell/result.ts';
import { resultOf } from '../result-of.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
let out: string;

beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'oneclass-demo-'));
});
afterEach(() => rm(out, { recursive: true, force: true }));

function demo(
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const args = ['--conditions=@oneclass/source', '--import', 'tsx', MAIN, 'demo', '--out', out];
    const child = spawn(process.execPath, [...args, '--backend', 'wasm'], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

const aurocOf = async (kind: string): Promise<number> => {
  const result: CellResult = await resultOf(join(out, 'demo', `${kind}-seed0-wasm.json`));
  return result.figures['testAuroc'] ?? 0;
};

describe('the demo', () => {
  it('runs on random weights where there are no trained ones, and says so', async () => {
    const { code, stdout, stderr } = await demo({ ONECLASS_CACHE_DIR: out, ONECLASS_WEIGHTS: '' });
    expect(code).toBe(0);
    expect(stderr).toMatch(/weights of EfficientNet-Lite0 are not here: taking random ones/);
    expect(stdout).toContain('On features with random weights, which know nothing of images');
    for (const kind of ['weave', 'brushed', 'grain'])
      expect(await aurocOf(kind)).toBeGreaterThan(0.5);
  });

  const weights = process.env['ONECLASS_EFFICIENTNET_WEIGHTS'];
  it.skipIf(weights === undefined)(
    'finds defects on drawn surfaces with trained ones',
    async () => {
      const { code, stderr } = await demo({ ONECLASS_WEIGHTS: weights ?? '' });
      expect(code).toBe(0);
      expect(stderr).not.toContain('random');
      for (const kind of ['weave', 'brushed', 'grain'])
        expect(await aurocOf(kind)).toBeGreaterThan(0.95);
    },
  );
});
