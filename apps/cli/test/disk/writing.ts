/** @file The commands that write something, and how to tell whether it is whole. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readArtifact } from '@oneclass/core';
import { FILLER } from '../../../../scripts/disk/small-disk.ts';
import { callOneclass } from '../call-oneclass.ts';
import type { Parts } from './parts.ts';

/** A command in a folder of its own. */
export interface Writing {
  readonly name: string;
  readonly args: readonly string[];
  /** The command that goes on after one that did not come to its end. */
  readonly again: readonly string[];
  /** What is there before, of an earlier run. */
  prepare(): Promise<void>;
  /** A digest of what is there; undefined when nothing is. */
  written(): Promise<string | undefined>;
  /** What no run should have left. */
  leftovers(): Promise<string[]>;
}

const FIT = [
  '--method',
  'conv-autoencoder',
  '--size',
  '16',
  ...['encoder=[2,4]', 'decoder=[4,2]', 'epochs=3', 'batchSize=8'].flatMap((setting) => [
    '--set',
    setting,
  ]),
];

/** @param work a folder that they may empty */
export function writings({ at }: Parts, work: string): Writing[] {
  const inWork = (name: string): string => join(work, name);
  const detector = at('parts.oneclass');
  const copy = inWork('copy.oneclass');
  const fit = ['fit', at('train'), '-o', copy, ...FIT];
  const saved = [...fit, '--checkpoint', inWork('state')];
  const maps = inWork('maps');
  const ofMaps = (args: readonly string[]): Omit<Writing, 'name'> => ({
    ...{ args, again: args, written: () => pageIn(maps), leftovers: () => besides(work, ['maps']) },
    prepare: () => run(['score', detector, at('train'), '--maps', maps], work),
  });
  const ofFile = (args: readonly string[], again = args): Omit<Writing, 'name'> => ({
    ...{ args, again, written: () => detectorIn(copy) },
    leftovers: () => besides(work, ['copy.oneclass', 'state']),
    async prepare() {
      await emptied(work);
      await copyFile(detector, copy);
    },
  });
  return [
    { name: 'score --maps', ...ofMaps(['score', detector, at('parts'), '--maps', maps]) },
    { name: 'evaluate --maps', ...ofMaps(['evaluate', detector, at('parts'), '--maps', maps]) },
    {
      name: 'calibrate',
      ...ofFile(['calibrate', copy, at('parts', 'good'), '--threshold', 'k-sigma=3']),
    },
    { name: 'fit --checkpoint', ...ofFile(saved, [...saved, '--resume']) },
    { name: 'fit', ...ofFile(fit) },
  ];
}

async function run(args: readonly string[], work: string): Promise<void> {
  await emptied(work);
  const { code, stderr } = await callOneclass(args);
  if (code !== 0) throw new Error(stderr);
}

async function emptied(work: string): Promise<void> {
  await mkdir(work, { recursive: true });
  for (const name of await readdir(work)) await rm(join(work, name), { recursive: true });
}

/**
 * Of a detector's file, which has to be whole; what it says of the process that fitted it, the
 * versions, is left out.
 */
async function detectorIn(path: string): Promise<string | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  if (!bytes) return undefined;
  const { artifact, state } = readArtifact(bytes);
  const { versions: _, ...info } = artifact;
  const hash = createHash('sha256').update(JSON.stringify(info));
  for (const [name, { data }] of Object.entries(state.tensors))
    hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return hash.digest('hex');
}

/** Of a page and its pictures; undefined where there is no page. */
async function pageIn(maps: string): Promise<string | undefined> {
  const names = await readdir(join(maps, 'images')).catch(() => []);
  const pictures = names
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) => join(maps, 'images', name));
  return digestOf([join(maps, 'index.html'), ...pictures]);
}

async function digestOf([first = '', ...rest]: readonly string[]): Promise<string | undefined> {
  const hash = createHash('sha256');
  const bytes = await readFile(first).catch(() => undefined);
  if (!bytes) return undefined;
  hash.update(bytes);
  for (const path of rest) hash.update(path).update(await readFile(path));
  return hash.digest('hex');
}

/** Files and folders below `work` but for those, and what they should have in them. */
async function besides(work: string, expected: readonly string[]): Promise<string[]> {
  const paths = await readdir(work, { recursive: true });
  const isExpected = (path: string): boolean =>
    path === FILLER ||
    expected.includes(path) ||
    /^maps\/(index\.html|images(\/[^/.][^/]*)?)$/.test(path);
  return paths.filter((path) => !isExpected(path)).sort();
}
