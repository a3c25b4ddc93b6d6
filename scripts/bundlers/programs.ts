/** @file The program that every bundler builds, and how. */

/** Fits, saves, loads and scores; the same in pages and in Node. */
const PROGRAM = `
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { mlpAutoencoder } from '@oneclass/autoencoder';
import { pack, unpack } from '@oneclass/core';
import { oneVersusRest, strokeDigits } from '@oneclass/core/datasets';
import { useBackend } from '@oneclass/runtime';

const digits = strokeDigits({ perDigit: 20, seed: 1 });
const { normal, test } = oneVersusRest(digits, digits, '1');
const load = (bytes) => unpack(bytes, [mlpAutoencoder]).detector;
const farthest = (a, b) => a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i]) / b[i]), 0);

export async function program(name) {
  const { name: backend, ...about } = await useBackend(name);
  const detector = await mlpAutoencoder.fit(normal, { epochs: 3, batchSize: 16 });
  const bytes = pack(detector);
  const scores = await detector.score(test.samples);
  const loaded = await load(bytes).score(test.samples);
  const areEqual = scores.every((score, i) => score === loaded[i]);
  return { backend, ...about, areEqual, bytes, scores: [...scores] };
}

export const scoresOf = async (bytes) => [...(await load(bytes).score(test.samples))];

/** One detector on two backends: the largest relative differences of scores and map values. */
export async function compare(name, reference) {
  await useBackend(reference);
  const detector = await mlpAutoencoder.fit(normal, { epochs: 3, batchSize: 16 });
  const bytes = pack(detector);
  const expected = await detector.compute(test.samples, ['score', 'map']);
  const { name: backend } = await useBackend(name);
  const actual = await load(bytes).compute(test.samples, ['score', 'map']);
  const here = await mlpAutoencoder.fit(normal, { epochs: 3, batchSize: 16 });
  const most = expected.map.data.reduce((a, b) => Math.max(a, b), 0);
  return {
    backend,
    score: farthest(actual.score.data, expected.score.data),
    map:
      actual.map.data.reduce((a, v, i) => Math.max(a, Math.abs(v - expected.map.data[i])), 0) /
      most,
    fit: farthest(await here.score(test.samples), expected.score.data),
  };
}

let timed;
export async function milliseconds() {
  await useBackend('wasm');
  timed ??= await mlpAutoencoder.fit(normal, { epochs: 1 });
  const images = strokeDigits({ perDigit: 200, seed: 2 }).samples;
  const started = performance.now();
  await timed.score(images);
  return performance.now() - started;
}
`;

const PAGE = `
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { useBackend } from '@oneclass/runtime';
import * as all from './program.js';

const query = new URLSearchParams(location.search);
if (!query.has('lost')) setWasmPaths('/wasm/');
if (query.has('nowebgl')) tf.env().set('WEBGL_VERSION', 0);
if (query.has('halffloat')) tf.env().set('WEBGL_RENDER_FLOAT32_ENABLED', false);
Object.assign(globalThis, { tf, useBackend, oneclass: all });
`;

const WORKER = `
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { program } from './program.js';

setWasmPaths('/wasm/');
program('wasm').then(
  (result) => postMessage({ ...result, isolated: crossOriginIsolated }),
  (error) => postMessage({ error: String(error) }),
);
`;

/** Without await at its top, which CommonJS has not. */
const NODE = `
import { milliseconds, program } from './program.js';

process.on('message', async () => process.send(await milliseconds()));
if (!process.send)
  program(process.argv[2]).then(
    (result) => console.log(JSON.stringify(result)),
    (error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
`;

const HTML = `<!doctype html>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<script type="module" src="/src/page.js"></script>
`;

const BUILD_VITE = `
import { build } from 'vite';
await build({ logLevel: 'error', publicDir: false, build: { outDir: 'out/vite' } });
`;

const BUILD_WEBPACK = `
import webpack from 'webpack';
const output = { path: process.cwd() + '/out/webpack', filename: 'page.js' };
const config = { mode: 'production', entry: './src/page.js', output };
webpack({ ...config, performance: { hints: false } }, (error, stats) => {
  const { errors = [], warnings = [] } = stats?.toJson() ?? {};
  for (const { message } of [...errors, ...warnings, ...(error ? [error] : [])])
    console.error(message);
  if (error || stats.hasErrors()) process.exitCode = 1;
});
`;

const BUILD_ROLLUP = `
import commonjs from '@rollup/plugin-commonjs';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { rollup } from 'rollup';
const plugins = [nodeResolve({ browser: true }), commonjs(), terser()];
const bundle = await rollup({ input: 'src/page.js', plugins, onwarn: () => undefined });
await bundle.write({ dir: 'out/rollup', format: 'es' });
`;

const BUILD_ESBUILD = `
import { build } from 'esbuild';
const common = { bundle: true, minify: true, logLevel: 'error' };
const page = (name) => ({
  entryPoints: ['src/' + name + '.js'],
  outfile: 'out/esbuild/' + name + '.js',
});
await build({ ...common, ...page('page'), format: 'esm' });
await build({ ...common, ...page('worker'), format: 'esm', outfile: 'out/worker/worker.js' });
const node = { ...common, entryPoints: ['src/node.js'], platform: 'node' };
await build({
  ...node,
  format: 'cjs',
  outfile: 'out/node/node.cjs',
  logOverride: { 'empty-import-meta': 'silent' },
});
// As the README says: what is CommonJS in it calls require and __dirname.
const js =
  "import { createRequire } from 'node:module';" +
  "const require = createRequire(import.meta.url);" +
  "const __dirname = import.meta.dirname;";
await build({ ...node, format: 'esm', outfile: 'out/node/node.mjs', banner: { js } });
`;

const NEXT_PAGE = `
'use client';
import { useEffect } from 'react';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { useBackend } from '@oneclass/runtime';
import * as all from '../src/program.js';

export default function Page() {
  useEffect(() => {
    setWasmPaths('/wasm/');
    Object.assign(globalThis, { useBackend, oneclass: all });
  }, []);
  return <p>scores</p>;
}
`;

const NEXT_ROUTE = `
import { program } from '../../src/program.js';

export const dynamic = 'force-dynamic';
export async function GET() {
  return Response.json(await program('wasm'));
}
`;

const NEXT_LAYOUT = `
export default function Layout({ children }) {
  return <html><body>{children}</body></html>;
}
`;

const NEXT_CONFIG = `
// On the server TensorFlow.js stays what npm installed: its .wasm files lie beside its code.
export default { serverExternalPackages: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'] };
`;

/** Path in the project: content. */
export const FILES: Readonly<Record<string, string>> = {
  'src/program.js': PROGRAM,
  'src/page.js': PAGE,
  'src/worker.js': WORKER,
  'src/node.js': NODE,
  'index.html': HTML,
  'build-vite.mjs': BUILD_VITE,
  'build-webpack.mjs': BUILD_WEBPACK,
  'build-rollup.mjs': BUILD_ROLLUP,
  'build-esbuild.mjs': BUILD_ESBUILD,
  'next.config.mjs': NEXT_CONFIG,
  'app/layout.js': NEXT_LAYOUT,
  'app/page.js': NEXT_PAGE,
  'app/score/route.js': NEXT_ROUTE,
};
