/**
 * What npm users get: every package built, packed and used outside of the repository. Takes a
 * minute, and the npm registry.
 */
import {
  cp,
  mkdtemp,
  mkdir,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRules } from './layout.js';
import { installConsumer } from './test-pack/consumer.ts';
import { runCommand, runToEnd } from './test-pack/run-command.ts';
import { stopOnceThere } from './test-pack/stop-once-there.ts';
import { packWorkspace, type Tarball } from './test-pack/tarball.ts';

const ROOT = join(import.meta.dirname, '..');
const LIBRARIES = Object.keys(packageRules).map((name) => `@oneclass/${name}`);
const METHOD_EXAMPLE = 'oneclass-pixel-gaussian';
const FEATURES_EXAMPLE = 'oneclass-patch-autoencoder';
const EXAMPLES = [METHOD_EXAMPLE, FEATURES_EXAMPLE];
const PACKAGES = [...LIBRARIES, '@oneclass/cli', '@oneclass/bench', ...EXAMPLES];
/** Kilobytes unpacked, source maps with their sources included. */
const LIMITS: Readonly<Record<string, number>> = {
  '@oneclass/core': 1900, // formats, folder layouts, pixel metrics and weights too
  '@oneclass/nn': 500, // places of features too
  '@oneclass/inspection': 600, // answers, their schema and regions too
  '@oneclass/bench': 700,
  '@oneclass/testkit': 500, // a hundred checks, each with its advice in words
};
const limitOf = (name: string): number => LIMITS[name] ?? 400;

/** Stripes; on some of them a checkered spot. */
const DRAW_STRIPES = `
import { mkdirSync } from 'node:fs';
import sharp from 'sharp';
for (const [kind, count] of [['good', 16], ['spot', 4]]) {
  mkdirSync('images/' + kind, { recursive: true });
  for (let i = 0; i < count; i++) {
    const inSpot = (x, y) => kind === 'spot' && (x - 8 - i) ** 2 + (y - 20) ** 2 < 30;
    const stripes = (x) => 110 + 40 * Math.sin((x + i) / 2);
    const grey = (x, y) => (inSpot(x, y) ? 250 * ((x + y) % 2) : stripes(x));
    const data = Uint8Array.from({ length: 32 * 32 }, (_, p) => grey(p % 32, Math.floor(p / 32)));
    const raw = { width: 32, height: 32, channels: 1 };
    await sharp(data, { raw }).png().toFile('images/' + kind + '/' + i + '.png');
  }
}
`;

let folder: string;
let tarballs: Tarball[];

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'oneclass-pack-')));
  await mkdir(join(folder, 'tarballs'));
  tarballs = await packWorkspace(ROOT, join(folder, 'tarballs'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function tarballOf(name: string): Tarball {
  const found = tarballs.find((tarball) => tarball.name === name);
  if (!found)
    throw new Error(
      `${name} was not packed. Packed: ${tarballs.map((tarball) => tarball.name).join(', ')}`,
    );
  return found;
}

/** A program of the repository's own development dependencies. */
function toolPath(packageName: string, bin: string): string {
  const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
  return join(manifest, '..', bin);
}

describe('every package', () => {
  it('is packed', () => {
    expect(tarballs.map(({ name }) => name).sort()).toEqual([...PACKAGES].sort());
  });

  it.each(PACKAGES)(
    '%s has what is built, README, LICENSE and no more, and is small',
    async (name) => {
      const { files, unpackedBytes, manifest } = tarballOf(name);
      expect(files.filter((file) => !/^dist\/.+\.(js|d\.ts|js\.map)$/.test(file))).toEqual([
        'LICENSE',
        'README.md',
        'package.json',
      ]);
      expect(files).toContain(manifest.exports === undefined ? 'dist/main.js' : 'dist/index.js');
      expect(JSON.stringify(manifest)).not.toMatch(/"(workspace|catalog|file|link):/);
      expect(unpackedBytes).toBeLessThan(1000 * limitOf(name));
    },
  );

  it('is of the size that is shown here', async ({ annotate }) => {
    const sizes = tarballs.map(
      ({ name, unpackedBytes, files }) =>
        `${name.padEnd(26)} ${(unpackedBytes / 1000).toFixed(0).padStart(5)} kB unpacked ` +
        `(limit ${String(limitOf(name))}), ${String(files.length)} files`,
    );
    await annotate(`\n${sizes.join('\n')}`);
    expect(sizes).toHaveLength(PACKAGES.length);
  });

  it.each(PACKAGES)('%s is clean to publint', async (name) => {
    const { path, manifest } = tarballOf(name);
    const { messages } = await publint({
      pack: { tarball: new Uint8Array(await readFile(path)).buffer },
      strict: true,
    });
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
  });

  it.concurrent.for([...LIBRARIES, ...EXAMPLES])(
    '%s is clean to attw',
    async (name, { expect }) => {
      const attw = toolPath('@arethetypeswrong/cli', 'dist/index.js');
      const { code, stdout } = await runCommand(
        process.execPath,
        [attw, '--profile', 'esm-only', '--format', 'ascii', tarballOf(name).path],
        folder,
      );
      expect(code, stdout).toBe(0);
    },
  );
});

describe('the API reports in docs/api', () => {
  const OUT_OF_DATE =
    'docs/api is not what the packages export. Run `pnpm api`, look at the diff, and commit it ' +
    'with a changeset that says what changes for users.';
  let fresh: Record<string, string>;

  async function reportsIn(reports: string): Promise<Record<string, string>> {
    const files = (await readdir(reports)).filter((file) => file.endsWith('.api.md')).sort();
    const texts = await Promise.all(files.map((file) => readFile(join(reports, file), 'utf8')));
    return Object.fromEntries(files.map((file, i) => [file, texts[i] as string]));
  }

  beforeAll(async () => {
    const reports = join(folder, 'api');
    const script = join(ROOT, 'scripts/api-report.ts');
    await runToEnd(process.execPath, ['--import', 'tsx', script, reports], ROOT);
    fresh = await reportsIn(reports);
  });

  it('are those of what is built', async () => {
    const committed = await reportsIn(join(ROOT, 'docs/api'));
    expect(Object.keys(committed), OUT_OF_DATE).toEqual(Object.keys(fresh));
    for (const [file, text] of Object.entries(fresh))
      expect(committed[file], `${file}: ${OUT_OF_DATE}`).toBe(text);
  });

  it('name no zod, whose version is nothing to a user', () => {
    expect(fresh).toHaveProperty(['core.api.md'], expect.stringContaining('resolveConfig'));
    expect(Object.keys(fresh).filter((file) => /zod/i.test(fresh[file] as string))).toEqual([]);
  });
});

describe.each([
  {
    name: '@oneclass/autoencoder',
    brings: ['@oneclass/autoencoder', '@oneclass/core', '@oneclass/nn'],
    result: 'maps.shape.length === 3',
  },
  {
    name: '@oneclass/svdd',
    brings: ['@oneclass/core', '@oneclass/nn', '@oneclass/svdd'],
    result: 'codes.shape.length === 2',
  },
  {
    name: '@oneclass/anogan',
    brings: ['@oneclass/anogan', '@oneclass/core', '@oneclass/nn'],
    result: 'maps.shape.length === 3',
  },
  {
    name: '@oneclass/dfr',
    brings: ['@oneclass/core', '@oneclass/dfr', '@oneclass/nn', '@oneclass/vgg-features'],
    result: 'maps.shape.length === 3',
  },
  {
    name: '@oneclass/baselines',
    brings: ['@oneclass/baselines', '@oneclass/core'],
    result: 'maps.shape.length === 3',
  },
])('$name, installed as its README says', ({ name, brings, result }) => {
  let project: string;
  let arrived: string[];
  let example: string;

  beforeAll(async () => {
    project = join(folder, `user-of-${name.replace('@oneclass/', '')}`);
    const readme = await readFile(
      join(ROOT, name.replace('@oneclass/', 'packages/'), 'README.md'),
      'utf8',
    );
    const [, specifiers = ''] = /^npm install (.+)$/m.exec(readme) ?? [];
    const [, code = ''] = /^```ts\n([^]*?)^```/m.exec(readme) ?? [];
    example = code;
    arrived = await installConsumer(project, specifiers.split(' '), tarballs);
    await writeFile(join(project, 'example.ts'), example);
    const entries = brings.flatMap((brought) =>
      Object.keys(tarballOf(brought).manifest.exports ?? {}).map(
        (entry) => brought + entry.slice(1),
      ),
    );
    await writeFile(
      join(project, 'entries.ts'),
      entries.map((entry, i) => `export * as entry${String(i)} from '${entry}';\n`).join(''),
    );
  });

  it('brings itself, what it stands on, and nothing else of ours', () => {
    expect(arrived.filter((arrival) => /^@?oneclass/.test(arrival))).toEqual(brings);
  });

  it('brings one engine, and neither a native backend nor an image decoder', () => {
    const engine = arrived.filter((arrival) => arrival.startsWith('@tensorflow/'));
    expect(engine).toEqual([
      '@tensorflow/tfjs',
      ...['cpu', 'wasm', 'webgl'].map((name) => `@tensorflow/tfjs-backend-${name}`),
      ...['converter', 'core', 'data', 'layers'].map((name) => `@tensorflow/tfjs-${name}`),
    ]);
    expect(
      arrived.filter((arrival) =>
        /sharp|@img\/|@napi-rs\/|tfjs-node|node-gyp|vitest|commander|vega/.test(arrival),
      ),
    ).toEqual([]);
  });

  // TensorFlow.js's own declarations have errors, so users set skipLibCheck; ours have none.
  it.concurrent.for([
    ['node16', 'node16'],
    ['bundler', 'esnext'],
  ])(
    'has an example and declarations that type-check with moduleResolution %s',
    async ([moduleResolution, module], { expect }) => {
      const config = `tsconfig.${moduleResolution}.json`;
      const compilerOptions = {
        strict: true,
        noEmit: true,
        target: 'es2022',
        lib: ['es2023', 'dom'],
        module,
        moduleResolution,
        types: ['node'],
      };
      await writeFile(
        join(project, config),
        JSON.stringify({ compilerOptions, files: ['example.ts', 'entries.ts'] }),
      );
      const { stdout } = await runCommand(
        process.execPath,
        [toolPath('typescript', 'bin/tsc'), '-p', config, '--listFiles'],
        project,
      );
      const lines = stdout.split('\n');
      expect(lines).toContain(join(project, 'node_modules/@oneclass/core/dist/index.d.ts'));
      expect(lines.filter((line) => line.includes('node_modules/zod/'))).toEqual([]);
      expect(
        lines.filter(
          (line) =>
            line.includes('error TS') && !/^(\.\.|node_modules\/@(tensorflow|webgpu))/.test(line),
        ),
      ).toEqual([]);
    },
  );

  it.concurrent('has an example that runs', async ({ expect }) => {
    const text =
      `${example}\nif (!(scores.length === test.samples.size && ` +
      `scores.every(Number.isFinite))) throw new Error('no scores');\nif (!(${result})) ` +
      `throw new Error('not ${result}');\n`;
    await writeFile(join(project, 'example.mjs'), text);
    const { code, stderr } = await runCommand(process.execPath, ['example.mjs'], project);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('@oneclass/inspection with one detector, as its README shows it', () => {
  const DRAW_PARTS = `
import { mkdirSync } from 'node:fs';
import sharp from 'sharp';
mkdirSync('parts/good', { recursive: true });
const noise = (i, p) => (Math.sin(i * 97 + p * 13.7) * 43758.5) % 1;
const grey = (i, p) => 110 + 40 * Math.sin((p % 32 + i) / 2) + 12 * noise(i, p);
const draw = (i, path, spot) => {
  const inSpot = (p) => spot && (p % 32 - 12) ** 2 + (Math.floor(p / 32) - 20) ** 2 < 30;
  const data = Uint8Array.from({ length: 32 * 32 }, (_, p) => (inSpot(p) ? 250 : grey(i, p)));
  return sharp(data, { raw: { width: 32, height: 32, channels: 1 } }).png().toFile(path);
};
for (let i = 0; i < 40; i++) await draw(i, 'parts/good/' + i + '.png', false);
await draw(3, 'new.png', true);
`;
  let project: string;
  let arrived: string[];
  let programs: string[];
  const run = async (file: string) => runCommand(process.execPath, [file], project);

  beforeAll(async () => {
    project = join(folder, 'service');
    const readme = await readFile(join(ROOT, 'packages/inspection/README.md'), 'utf8');
    const [, specifiers = ''] = /^npm install (.+)$/m.exec(readme) ?? [];
    programs = [...readme.matchAll(/^```ts\n([^]*?)^```/gm)].map(([, code = '']) => code);
    arrived = await installConsumer(project, specifiers.split(' '), tarballs);
    await writeFile(join(project, 'draw.mjs'), DRAW_PARTS);
    // weights are nothing that comes with a package
    const random = (programs[0] ?? '').replace(
      'openFeatures(efficientNetLite0Provider)',
      "openFeatures(efficientNetLite0Provider, { weights: 'random:0' })",
    );
    await writeFile(join(project, 'fit.mjs'), random);
    await writeFile(join(project, 'serve.mjs'), programs[1] ?? '');
    await runToEnd(process.execPath, ['draw.mjs'], project);
  });

  it('brings no other method, no other features and nothing that draws charts', () => {
    expect(arrived.filter((arrival) => arrival.startsWith('@oneclass/'))).toEqual(
      [
        ...['core', 'efficientnet-features', 'inspection', 'nn', 'padim', 'pictures', 'runtime'],
      ].map((name) => `@oneclass/${name}`),
    );
    expect(arrived.filter((arrival) => /vega|commander|cli-table/.test(arrival))).toEqual([]);
  });

  it('fits and saves, and in another process opens, scores a Buffer and writes its map', async () => {
    const fitted = await run('fit.mjs');
    expect(fitted).toMatchObject({ code: 0, stderr: '' });
    expect(fitted.stdout).toContain('saved; 4 images were held out');
    const served = await run('serve.mjs');
    expect(served).toMatchObject({ code: 0, stderr: '' });
    expect(served.stdout).toMatch(/^[\d.]+ anomalous$/m);
    const look = `
import sharp from 'sharp';
for (const name of ['map.png', 'mask.png']) {
  const { data, info } = await sharp(name).greyscale().raw().toBuffer({ resolveWithObject: true });
  const sums = { in: 0, out: 0 };
  const counts = { in: 0, out: 0 };
  for (let p = 0; p < info.width * info.height; p++) {
    const [x, y] = [p % info.width, Math.floor(p / info.width)].map((v) => (v * 32) / info.width);
    const where = Math.abs(x - 12.5) < 2.5 && Math.abs(y - 20.5) < 2.5 ? 'in' : 'out';
    sums[where] += data[p * info.channels];
    counts[where]++;
  }
  const times = name === 'map.png' ? 2 : 1; // features of random weights spread far
  console.log(name, info.width, sums.in / counts.in > times * (sums.out / counts.out));
}
`;
    await writeFile(join(project, 'look.mjs'), look);
    expect((await run('look.mjs')).stdout).toBe('map.png 224 true\nmask.png 224 true\n');
  });

  it('says what is missing where its method is not passed', async () => {
    const others = (programs[1] ?? '').replace('methods: [padim]', 'methods: []');
    await writeFile(join(project, 'others.mjs'), others);
    const { code, stderr } = await run('others.mjs');
    expect(code).not.toBe(0);
    expect(stderr).toContain('made by the method "padim", which is not among those given: none');
  });
});

describe('@oneclass/cli with a method of somebody else', () => {
  let project: string;
  const oneclass = (...args: string[]) =>
    runCommand('npx', ['--no-install', 'oneclass', ...args], project);

  beforeAll(async () => {
    project = join(folder, 'command-user');
    await installConsumer(project, ['@oneclass/cli', METHOD_EXAMPLE], tarballs);
    const draw =
      "import sharp from 'sharp';\nfor (let i = 0; i < 12; i++) await sharp(Uint8Array.from(" +
      '{ length: 768 }, (_, k) => 100 + i + 20 * Math.floor(k / 384)), { raw: { width: 16, ' +
      "height: 16, channels: 3 } }).png().toFile('images/' + i + '.png');\n";
    await mkdir(join(project, 'images'));
    await writeFile(join(project, 'draw.mjs'), draw);
    await runToEnd(process.execPath, ['draw.mjs'], project);
  });

  it('fits it and scores with it', async () => {
    const fitted = await oneclass(
      'fit',
      'images',
      '--method',
      METHOD_EXAMPLE,
      '-o',
      'x.oneclass',
      '--threshold',
      'fpr=0.3',
      '--hold-out',
      '0.3',
      '--json',
    );
    expect(fitted).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"fittedOn": 8') as string,
    });
    const scored = await oneclass('score', 'x.oneclass', 'images', '--csv');
    expect(scored).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^path,score,.+,pValue\n(images\/\d+\.png,[\d.e-]+,(true|false),\w+,0\.\d+,[\d.]+\n){12}$/,
      ) as string,
    });
  });

  it('brings no build tool and no test tool', async () => {
    const { packages } = JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { optional?: boolean }>;
    };
    expect(
      Object.keys(packages).filter((path) =>
        /\/(tfjs-node|node-gyp|typescript|tsx|vitest|@oneclass\/(bench|testkit))/.test(path),
      ),
    ).toEqual([]);
  });
});

describe('a method on features and an extractor, written by somebody else', () => {
  const FIT = ['fit', 'images', '--method', FEATURES_EXAMPLE, '--features', FEATURES_EXAMPLE];
  let project: string;
  const run = (command: string, ...args: string[]) =>
    runCommand('npx', ['--no-install', command, ...args], project);

  /** The example's sources, outside of the repository, compiled against what is packed. */
  async function writeStrangersPackage(version: string): Promise<void> {
    const [source, target] = [join(ROOT, 'examples/patch-autoencoder'), join(project, 'theirs')];
    await cp(join(source, 'src'), join(target, 'src'), { recursive: true });
    const { oneclass } = tarballOf(FEATURES_EXAMPLE).manifest as { oneclass?: unknown };
    const manifest = {
      ...{ name: FEATURES_EXAMPLE, version, type: 'module', oneclass },
      exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    };
    await writeFile(join(target, 'package.json'), JSON.stringify(manifest));
    const compilerOptions = {
      ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: true, declaration: true },
      ...{ target: 'es2023', lib: ['es2023', 'dom'], module: 'nodenext', types: ['node'] },
      ...{ rewriteRelativeImportExtensions: true, rootDir: 'src', outDir: 'dist' },
    };
    const config = JSON.stringify({ compilerOptions, include: ['src'] });
    await writeFile(join(target, 'tsconfig.json'), config);
    const tsc = toolPath('typescript', 'bin/tsc');
    await runToEnd(process.execPath, [tsc, '-p', target], project);
  }

  beforeAll(async () => {
    project = join(folder, 'stranger');
    const brought = ['@oneclass/core', '@oneclass/nn', '@oneclass/dfr', '@tensorflow/tfjs', 'zod'];
    const programs = ['@oneclass/cli', '@oneclass/bench', '@types/node@20'];
    await installConsumer(project, [...programs, ...brought], tarballs);
    await writeStrangersPackage('1.0.0');
    await mkdir(join(project, 'node_modules'), { recursive: true });
    await symlink(join(project, 'theirs'), join(project, 'node_modules', FEATURES_EXAMPLE));
    await cp(join(ROOT, 'examples/patch-autoencoder/table.js'), join(project, 'table.js'));
    await writeFile(join(project, 'draw.mjs'), DRAW_STRIPES);
    await runToEnd(process.execPath, ['draw.mjs'], project);
  });

  it('are fitted, scored with maps, evaluated and calibrated by the installed command', async () => {
    const threshold = ['--threshold', 'fpr=0.2', '--hold-out', '0.3'];
    const fitted = await run(
      'oneclass',
      ...FIT,
      '-o',
      'x.oneclass',
      '--set',
      'gain=2',
      ...threshold,
    );
    expect(fitted).toMatchObject({ code: 0 });
    const inspected = await run('oneclass', 'inspect', 'x.oneclass', '--json');
    expect(JSON.parse(inspected.stdout)).toMatchObject({
      package: { name: FEATURES_EXAMPLE, version: '1.0.0' },
      features: { id: 'edges/gain2', hash: 'sobel' },
      featuresPackage: { name: FEATURES_EXAMPLE, version: '1.0.0' },
    });
    // Neither --method nor --features: the file and the manifest say where both are.
    const scored = await run(
      'oneclass',
      'score',
      'x.oneclass',
      'images/spot',
      '--csv',
      '--maps',
      'm',
    );
    expect(scored).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /(images\/spot\/\d+\.png,[\d.e-]+,true,anomalous,0\.\d+,[\d.]+,.+\n){4}/,
      ) as string,
    });
    expect(await readdir(join(project, 'm'))).toContain('index.html');
    const evaluated = await run('oneclass', 'evaluate', 'x.oneclass', 'images', '--json');
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ auroc: 1 });
    const rule = ['--threshold', 'best-f1', '-o', 'y.oneclass'];
    expect(await run('oneclass', 'calibrate', 'x.oneclass', 'images', ...rule)).toMatchObject({
      code: 0,
    });
  });

  it('continue a stopped fit to the same file', async () => {
    const long = [...FIT, '--set', 'epochs=600', '--set', 'batchSize=4'];
    expect(await run('oneclass', ...long, '-o', 'whole.oneclass')).toMatchObject({ code: 0 });
    const saving = [...long, '-o', 'parts.oneclass', '--checkpoint', 'state'];
    const stopped = await stopOnceThere(join(project, 'state/fit.checkpoint'), saving, project);
    expect(stopped).toBe(130);
    expect(await run('oneclass', ...saving, '--resume')).toMatchObject({ code: 0 });
    const [parts, whole] = ['parts.oneclass', 'whole.oneclass'].map((file) => join(project, file));
    expect(await readFile(parts as string)).toEqual(await readFile(whole as string));
  });

  it('run in a table beside dfr, anew when the package has another version', async () => {
    const bench = () => run('oneclass-bench', 'run', './table.js', '--quick', '--out', 'out');
    expect(await bench()).toMatchObject({ code: 0 });
    const results = join(project, 'out/patch-autoencoder-quick');
    const files = (await readdir(results)).filter((file) => file.endsWith('.json')).sort();
    const read = async (file: string): Promise<{ finishedAt: string }> =>
      JSON.parse(await readFile(join(results, file), 'utf8')) as { finishedAt: string };
    expect(files.map((file) => file.replace(/-seed.*/, ''))).toEqual(['dfr', 'patch-autoencoder']);
    const before = await Promise.all(files.map(read));
    expect(before[1]).toMatchObject({ package: { name: FEATURES_EXAMPLE, version: '1.0.0' } });

    await bench();
    expect(await Promise.all(files.map(read))).toEqual(before);

    // The method of one row, the features of both, come from the package.
    await writeStrangersPackage('2.0.0');
    const again = await bench();
    expect(again.stderr).toMatch(/1\.0\.0.*2\.0\.0/);
    const after = await Promise.all(files.map(read));
    const latest = { name: FEATURES_EXAMPLE, version: '2.0.0' };
    expect(after[0]).toMatchObject({ package: { name: '@oneclass/dfr' }, featuresPackage: latest });
    expect(after[1]).toMatchObject({ package: latest, featuresPackage: latest });
    for (const [i, result] of after.entries()) {
      expect(result.finishedAt).not.toBe(before[i]?.finishedAt);
    }
  });
});
