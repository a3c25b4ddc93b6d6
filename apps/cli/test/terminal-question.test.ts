import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_DATA } from './call-oneclass.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Runs a command on a terminal of its own, on Linux; elsewhere it has other options. */
const { stdout: version } = spawnSync('script', ['--version'], { encoding: 'utf8' });
const hasTerminal = (version as string | null)?.includes('util-linux') === true;

const without = hasTerminal ? '' : ' (no `script` of util-linux here)';

const QUESTION = /not here\. Download them now \(\d+ MB, licence Apache-2\.0\)\? \[y\/N\] /;

describe.skipIf(!hasTerminal)(`a fit that lacks weights, on a terminal${without}`, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'oneclass-terminal-'));
    const offline = "globalThis.fetch = () => Promise.reject(new TypeError('no network'));";
    await writeFile(join(folder, 'offline.mjs'), offline);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** What the terminal shows, where `answer` is typed once it is asked. */
  async function fit(answer: string, ...more: string[]) {
    const node = [process.execPath, '--conditions=@oneclass/source', '--import', 'tsx'];
    const command = [
      ...[
        ...node,
        '--import',
        join(folder, 'offline.mjs'),
        MAIN,
        'fit',
        'textures:weave',
        '--method',
        'dfr',
      ],
      ...['--features', 'efficientnet-lite0', '-o', join(folder, 'a.oneclass'), ...more],
    ];
    const quoted = command.map((word) => `'${word}'`).join(' ');
    const env = { ...process.env, ...NO_DATA, ONECLASS_CACHE_DIR: join(folder, 'cache') };
    const child = spawn('script', ['-qec', quoted, '/dev/null'], {
      cwd: ROOT,
      env: { ...env, PIP_NO_INDEX: '1', NO_COLOR: '1' },
    });
    let shown = '';
    let asked = false;
    child.stdout.on('data', (chunk: Buffer) => {
      shown += chunk.toString();
      if (asked || !QUESTION.test(shown)) return;
      asked = true;
      child.stdin.write(answer);
    });
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, asked, shown, files: await readdir(folder) };
  }

  const fetching = /Weights of efficientnet-lite0, \d+ MB\. Licence: Apache-2\.0/;

  it.each([
    ['no', 'n\n'],
    ['nothing', '\n'],
    ['the end of the input', '\u0004'],
  ])('asks, and at %s says what to do', async (_, answer) => {
    const { code, asked, shown, files } = await fit(answer);
    expect({ code, asked }).toEqual({ code: 2, asked: true });
    expect(shown).toContain('`oneclass weights download efficientnet-lite0` fetches them once');
    expect(shown).not.toMatch(fetching);
    expect(files).toEqual(['offline.mjs']);
  });

  it('asks, and stops at Ctrl-C', async () => {
    const { code, shown, files } = await fit('\u0003');
    expect(code).toBe(130);
    expect(shown).not.toMatch(/fault of oneclass/);
    expect(files).toEqual(['offline.mjs']);
  });

  it('asks, and at yes fetches them, its licence first', async () => {
    const { code, asked, shown } = await fit('y\n');
    expect({ code, asked }).toEqual({ code: 1, asked: true });
    expect(shown).toMatch(fetching);
    expect(shown).toMatch(/no network; given up after 4 tries/);
  });

  it('does not ask where --yes, or --weights, says it already', async () => {
    const yes = await fit('', '--yes');
    expect({ code: yes.code, asked: yes.asked }).toEqual({ code: 1, asked: false });
    expect(yes.shown).toMatch(fetching);
    const given = await fit('', '--weights', join(folder, 'none.safetensors'));
    expect(given.asked).toBe(false);
    expect(given.shown).toMatch(/There is no file/);
  });
});
