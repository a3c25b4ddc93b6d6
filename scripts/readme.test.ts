/** What every README's install line and example must have. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

const readmes = ['packages', 'examples'].flatMap((parent) =>
  readdirSync(join(ROOT, parent))
    .map((member) => join(parent, member, 'README.md'))
    .filter((path) => existsSync(join(ROOT, path))),
);
const linesOf = (path: string): string[] => readFileSync(join(ROOT, path), 'utf8').split('\n');

it.each(readmes)('%s names the peers of wasm in its install line', (path) => {
  const lines = linesOf(path).filter((line) => /^npm (i|install) .*tfjs-backend-wasm/.test(line));
  expect(lines.filter((line) => !line.includes('@tensorflow/tfjs-core '))).toEqual([]);
});

it.each(readmes)('%s looks at what setBackend returns', (path) => {
  const calls = linesOf(path).filter((line) => line.includes('tf.setBackend('));
  expect(calls.filter((line) => !line.includes('if (!(await tf.setBackend('))).toEqual([]);
});

it('there are READMEs with both', () => {
  const texts = readmes.map((path) => linesOf(path).join('\n'));
  expect(texts.filter((text) => text.includes('setBackend(')).length).toBeGreaterThan(5);
  expect(texts.filter((text) => text.includes('tfjs-backend-wasm')).length).toBeGreaterThan(5);
});
