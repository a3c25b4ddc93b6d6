/**
 * The same small program, built by each bundler from the packed packages, and run: in pages, in
 * Node, on Next's server. Takes minutes, the npm registry and, for pages, Chromium.
 */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath } from '../../apps/cli/test/browser.ts';
import { runCommand, runToEnd } from '../test-pack/run-command.ts';
import { packWorkspace } from '../test-pack/tarball.ts';
import { servePages, type PageServerOptions } from './page-server.ts';
import { bytesOfScripts, canInstall, freePort, writeProject } from './project.ts';
import { TENSORFLOW, TOOLS } from './versions.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE_BUNDLERS = ['vite', 'webpack', 'rollup', 'esbuild'] as const;
const MOST_BYTES = 2_000_000;
const ROUNDS = 9;

interface Result {
  readonly backend: string;
  readonly why: string;
  readonly threads: number;
  readonly areEqual: boolean;
  readonly scores: readonly number[];
  readonly warning?: string;
}

const installs = await canInstall();
const withoutNpm = installs ? '' : ' (skipped: the npm registry can’t be reached)';
const withoutPages =
  browserPath === undefined ? ' (skipped: no Chromium; CHROME_PATH names one)' : '';

let folder: string;
let project: string;
let expected: Result;

beforeAll(async () => {
  if (!installs) return;
  folder = await realpath(await mkdtemp(join(tmpdir(), 'oneclass-bundlers-')));
  await mkdir(join(folder, 'tarballs'));
  const tarballs = await packWorkspace(ROOT, join(folder, 'tarballs'));
  project = join(folder, 'project');
  await writeProject(project, tarballs);
  const unbundled = await runToEnd(process.execPath, ['src/node.js', 'wasm'], project);
  expected = JSON.parse(unbundled.stdout) as Result;
});
afterAll(async () => {
  if (installs) await rm(folder, { recursive: true, force: true });
});

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

function expectSame(result: Result): void {
  expect(result).toMatchObject({ backend: 'wasm', areEqual: true });
  expect(result.scores).toHaveLength(expected.scores.length);
  for (const [i, score] of result.scores.entries())
    expect(Math.abs(score / (expected.scores[i] as number) - 1)).toBeLessThan(1e-5);
}

describe.skipIf(!installs)(`a program for Node, bundled by esbuild${withoutNpm}`, () => {
  let alone: string;
  beforeAll(async () => {
    await runToEnd(process.execPath, ['build-esbuild.mjs'], project);
    alone = join(folder, 'alone'); // no node_modules above it
    await mkdir(alone);
    for (const file of ['node.cjs', 'node.mjs'])
      await copyFile(join(project, 'out/node', file), join(alone, file));
  });

  it.each(['node.cjs', 'node.mjs'])('says what to do without the .wasm files: %s', async (file) => {
    const { code, stderr } = await runCommand(process.execPath, [file, 'wasm'], alone);
    expect(code).toBe(1);
    expect(stderr).toContain('The "wasm" backend could not start. It reads its .wasm files');
    expect(stderr).toContain('setWasmPaths(');
  });

  it.each(['node.cjs', 'node.mjs'])('gives the scores of the one that is not: %s', async (file) => {
    for (const wasm of await readdir(join(project, 'public/wasm')))
      await copyFile(join(project, 'public/wasm', wasm), join(alone, wasm));
    const { stdout } = await runToEnd(process.execPath, [file, 'wasm'], alone);
    expectSame(JSON.parse(stdout) as Result);
  });
});

describe.skipIf(!installs)(`declarations${withoutNpm}`, () => {
  it(`type-check with TypeScript ${TOOLS.typescript}, the oldest that README names`, async () => {
    const names = ['core', 'core/datasets', 'core/metrics', 'nn', 'runtime', 'autoencoder'];
    const lines = names.map((name, i) => `export * as m${String(i)} from '@oneclass/${name}';`);
    const use =
      "import { pack } from '@oneclass/core';\n" +
      'export const b: BlobPart = {} as ReturnType<typeof pack>;';
    await writeFile(join(project, 'types.ts'), `${lines.join('\n')}\n${use}\n`);
    const args = [
      'types.ts',
      '--noEmit',
      '--strict',
      '--target',
      'es2022',
      '--skipLibCheck',
      'false',
    ];
    const { stdout } = await runCommand(
      process.execPath,
      [
        ...['node_modules/typescript/bin/tsc', ...args, '--lib', 'es2023,dom,dom.iterable'],
        ...['--module', 'esnext', '--moduleResolution', 'bundler', '--types', ''],
      ],
      project,
    );
    const ours = stdout
      .split('\n')
      .filter((line) => /^(types\.ts|node_modules\/@oneclass)/.test(line));
    expect(ours).toEqual([]);
  });
});

describe.skipIf(!installs || browserPath === undefined)(
  `a page${withoutNpm}${withoutPages}`,
  () => {
    let browser: Browser;

    beforeAll(async () => {
      for (const bundler of PAGE_BUNDLERS) {
        await runToEnd(process.execPath, [`build-${bundler}.mjs`], project);
        if (bundler !== 'vite')
          await writeFile(
            join(project, 'out', bundler, 'index.html'),
            '<!doctype html><link rel="icon" href="data:,">' +
              '<script type="module" src="page.js"></script>',
          );
      }
      browser = await puppeteer.launch({
        executablePath: browserPath as string,
        args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
      });
    });
    afterAll(() => browser.close());

    /** Opens what a bundler made, and closes all after the work. */
    async function inPage<T>(
      bundler: (typeof PAGE_BUNDLERS)[number],
      { query = '', ...options }: PageServerOptions & { query?: string },
      work: (page: Page) => Promise<T>,
    ): Promise<T> {
      const folders = [`out/${bundler}`, 'out/worker', 'public'].map((path) => join(project, path));
      const server = await servePages(folders, options);
      const page = await browser.newPage();
      try {
        await page.goto(`${server.url}/${query}`);
        await page.waitForFunction('globalThis.oneclass');
        return await work(page);
      } finally {
        await page.close();
        await server.close();
      }
    }
    const run = (page: Page, backend?: string): Promise<Result> =>
      page.evaluate(`oneclass.program(${JSON.stringify(backend)})`) as Promise<Result>;
    const failure = (page: Page, call: string): Promise<{ code: string; message: string }> =>
      page.evaluate(
        `${call}.then(() => ({}), ({ code, message }) => ({ code, message }))`,
      ) as never;

    it.each(PAGE_BUNDLERS)('built by %s fits, saves, loads and scores', async (bundler) => {
      await inPage(bundler, {}, async (page) => {
        const result = await run(page, 'wasm');
        expectSame(result);
        expect(result.threads).toBe(1);
      });
    });

    it.each(PAGE_BUNDLERS)('built by %s and isolated does too', async (bundler) => {
      await inPage(bundler, { isolated: true }, async (page) => {
        const result = await run(page, 'wasm');
        expectSame(result);
        expect(result.threads).toBe(1);
      });
    });

    it(`is at most ${String(MOST_BYTES)} bytes of JavaScript`, async ({ annotate }) => {
      const sizes = await Promise.all(
        PAGE_BUNDLERS.map(async (bundler) => ({
          bundler,
          bytes: await bytesOfScripts(join(project, 'out', bundler)),
        })),
      );
      const lines = sizes.map(
        ({ bundler, bytes }) => `${bundler} ${TOOLS[bundler]}: ${String(bytes)} bytes, minified`,
      );
      await annotate(`\n${lines.join('\n')}\n${JSON.stringify({ ...TENSORFLOW, ...TOOLS })}`);
      for (const { bytes } of sizes) expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
    });

    it('says which .wasm file is not there, and how to name its folder', async () => {
      await inPage('vite', { query: '?lost&nowebgl' }, async (page) => {
        expect(await failure(page, "useBackend('wasm')")).toEqual({
          code: 'unsupported',
          message: expect.stringMatching(
            /could not start: http:.+\/tfjs-backend-wasm-simd\.wasm answers 404\. .+setWasmPaths\(/,
          ) as string,
        });
        const choice = (await page.evaluate('useBackend()')) as Result & { name: string };
        expect(choice).toMatchObject({
          name: 'cpu',
          why: 'the best of those that work',
          warning: expect.stringContaining('setWasmPaths(') as string,
        });
        expect(choice.warning).not.toContain('oneclass backend');
      });
      await inPage('vite', { query: '?lost', fallback: true }, async (page) => {
        expect(await failure(page, "useBackend('wasm')")).toMatchObject({
          message: expect.stringMatching(
            /tfjs-backend-wasm-simd\.wasm is no WebAssembly but text\/html/,
          ) as string,
        });
      });
    });

    it('takes WebGL before wasm, and not one that is not there or has 16 bits', async () => {
      await inPage('vite', {}, async (page) => {
        expect(await page.evaluate('useBackend()')).toMatchObject({ name: 'webgl', device: 'GPU' });
        expect(await run(page, 'webgl')).toMatchObject({ backend: 'webgl', areEqual: true });
      });
      for (const [query, code] of [
        ['?nowebgl', 'missing-package'],
        ['?halffloat', 'unsupported'],
      ] as const)
        await inPage('vite', { query }, async (page) => {
          expect(await page.evaluate('useBackend()')).toMatchObject({ name: 'wasm' });
          expect(await failure(page, "useBackend('webgl')")).toMatchObject({ code });
        });
    });

    it('scores on WebGL as on wasm, to the tolerance that README states', async ({ annotate }) => {
      await inPage('vite', {}, async (page) => {
        const difference = (await page.evaluate("oneclass.compare('webgl', 'wasm')")) as Record<
          'score' | 'map' | 'fit',
          number
        >;
        await annotate(JSON.stringify(difference));
        expect(difference).toMatchObject({ backend: 'webgl' });
        expect(difference.score).toBeLessThan(1e-4);
        expect(difference.map).toBeLessThan(1e-4);
        expect(difference.fit).toBeLessThan(1e-2);
      });
    });

    it('names what to import where a backend is not part of it', async () => {
      await inPage('vite', {}, async (page) => {
        await page.evaluate("Object.defineProperty(navigator, 'gpu', { value: {} })");
        expect(await failure(page, "useBackend('webgpu')")).toMatchObject({
          code: 'missing-package',
          message: expect.stringContaining("`import '@tensorflow/tfjs-backend-webgpu'`") as string,
        });
        expect(await failure(page, "useBackend('native')")).toMatchObject({
          code: 'missing-package',
          message: expect.stringContaining('in Node only') as string,
        });
      });
    });

    it.each([false, true])('does it in a worker, isolated: %s', async (isolated) => {
      await inPage('vite', { isolated }, async (page) => {
        const result = (await page.evaluate(`new Promise((resolve, reject) => {
          const worker = new Worker('/worker.js', { type: 'module' });
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = ({ message }) => reject(new Error(message));
        })`)) as Result;
        expectSame(result);
        expect(result).toMatchObject({ isolated });
        expect(result.threads).toBe(1);
      });
    });

    it('keeps a detector in IndexedDB, and after a reload it gives the same scores', async () => {
      const open = `new Promise((resolve, reject) => {
        const asked = indexedDB.open('detectors', 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore('files');
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
      })`;
      await inPage('vite', {}, async (page) => {
        const before = (await page.evaluate(`(async () => {
          const { bytes, scores } = await oneclass.program('wasm');
          const store = (await ${open}).transaction('files', 'readwrite');
          store.objectStore('files').put(bytes, 'x');
          await new Promise((resolve) => (store.oncomplete = resolve));
          return scores;
        })()`)) as number[];
        await page.reload();
        await page.waitForFunction('globalThis.oneclass');
        const after = await page.evaluate(`(async () => {
          const asked = (await ${open}).transaction('files').objectStore('files').get('x');
          await new Promise((resolve) => (asked.onsuccess = resolve));
          await useBackend('wasm');
          return oneclass.scoresOf(asked.result);
        })()`);
        expect(after).toEqual(before);
      });
    });

    it('scores in at most 1.3 times Node’s time on wasm', async ({ annotate }) => {
      // Not with what this test run was started with.
      const child = fork(join(project, 'src/node.js'), { cwd: project, execArgv: [] });
      const ended = new Promise<never>((_, reject) => {
        child.once('exit', (code) => {
          reject(new Error(`The program in Node ended with ${String(code)}.`));
        });
      });
      ended.catch(() => undefined);
      const inNode = (): Promise<number> => {
        const answer = new Promise<number>((resolve) => {
          child.once('message', (ms) => {
            resolve(ms as number);
          });
        });
        child.send('score');
        return Promise.race([answer, ended]);
      };
      await inPage('vite', {}, async (page) => {
        const here = (): Promise<number> => page.evaluate('oneclass.milliseconds()') as never;
        await inNode();
        await here();
        const [node, inBrowser]: [number[], number[]] = [[], []];
        for (let round = 0; round < ROUNDS; round++) {
          node.push(await inNode());
          inBrowser.push(await here());
        }
        const ratio = median(inBrowser) / median(node);
        await annotate(
          `Node ${median(node).toFixed(0)} ms, page ${median(inBrowser).toFixed(0)} ms, ` +
            `ratio ${ratio.toFixed(2)}`,
        );
        expect(ratio).toBeLessThanOrEqual(1.3);
      });
      child.kill();
    });
  },
);

describe.skipIf(!installs)(`Next ${TOOLS.next}${withoutNpm}`, () => {
  let url: string;
  let server: ChildProcess;

  beforeAll(async () => {
    await runToEnd(process.execPath, ['node_modules/next/dist/bin/next', 'build'], project);
    const port = String(await freePort());
    url = `http://127.0.0.1:${port}`;
    server = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'start', '-p', port], {
      cwd: project,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise<void>((resolve) =>
      server.stdout?.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('Ready')) resolve();
      }),
    );
  });
  afterAll(() => void server.kill());

  it('fits, saves, loads and scores on its server', async () => {
    expectSame((await (await fetch(`${url}/score`)).json()) as Result);
  });

  it.skipIf(browserPath === undefined)('and in its page', async () => {
    const browser = await puppeteer.launch({
      executablePath: browserPath as string,
      args: ['--no-sandbox', '--disable-gpu'],
    });
    const page = await browser.newPage();
    await page.goto(url);
    await page.waitForFunction('globalThis.oneclass');
    expectSame((await page.evaluate("oneclass.program('wasm')")) as Result);
    await browser.close();
  });
});
