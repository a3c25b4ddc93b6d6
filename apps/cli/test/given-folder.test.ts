import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');

it('pnpm oneclass takes paths as those of the folder where the command was given', async () => {
  const source = ['--conditions=@oneclass/source', '--import', 'tsx', 'scripts/oneclass.ts'];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...source, 'inspect', 'pca.oneclass'],
    { cwd: ROOT, env: { ...process.env, INIT_CWD: join(import.meta.dirname, 'format-1') } },
  );
  expect(stdout).toMatch(/^method +pca/);
});
