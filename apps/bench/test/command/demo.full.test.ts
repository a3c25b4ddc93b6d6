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

function demo(dataDir: string): Promise<{ code: number | null; stdout: string; seconds: number }> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const args = ['--conditions=@oneclass/source', '--import', 'tsx', MAIN, 'demo', '--out', out];
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, ONECLASS_DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, seconds: (performance.now() - started) / 1000 });
    });
  });
}

const result = (folder: string): Promise<CellResult> =>
  resultOf(join(out, folder, 'conv-autoencoder-seed0-wasm.json'));

describe('the demo', () => {
  it('finds anomalies among drawn digits, without any data, in less than two minutes', async () => {
    const { code, stdout, seconds } = await demo('');
    expect(code).toBe(0);
    expect(stdout).toContain('Convolutional autoencoder on drawn digits');
    expect((await result('digits-quick')).figures['testAuroc']).toBeGreaterThan(0.9);
    expect(seconds).toBeLessThan(120);
  });

  const data = process.env['ONECLASS_DATA_DIR'];
  it.skipIf(data === undefined)(
    'finds Kuzushiji characters among MNIST digits in less than two minutes',
    async () => {
      const { code, stdout, seconds } = await demo(data ?? '');
      expect(code).toBe(0);
      expect(stdout).toContain('Kuzushiji-MNIST anomalous');
      expect((await result('mnist-kmnist-quick')).figures['testAuroc']).toBeGreaterThan(0.85);
      expect(seconds).toBeLessThan(120);
    },
  );
});
