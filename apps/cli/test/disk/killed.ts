import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { callOneclass } from '../call-oneclass.ts';
import { oneclass, type Finished } from '../run-oneclass.ts';
import type { Writing } from './writing.ts';

const FAULT = fileURLToPath(new URL('../../../../scripts/disk/fault.ts', import.meta.url));

/** Runs a command that is killed at a step on the disk, or counts them. */
async function withFault(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Finished> {
  return oneclass(args, { env, nodeArgs: ['--import', FAULT] });
}

/** Steps on the disk that the undisturbed command takes, and what it writes. */
export async function undisturbed(
  { args, prepare, written }: Writing,
  work: string,
): Promise<{ steps: number; result: string | undefined }> {
  await prepare();
  const counter = join(work, '..', 'steps');
  const { code, stderr } = await withFault(args, { FAULT_FOLDER: work, FAULT_COUNT: counter });
  if (code !== 0) throw new Error(stderr);
  return { steps: Number(await readFile(counter, 'utf8')), result: await written() };
}

/**
 * Kills the command at a step: what was there before is there, or what it writes, or nothing; and
 * the next run ends as if nothing had been.
 * @param result of the undisturbed command
 */
export async function killAt(
  step: number,
  { name, args, again, prepare, written, leftovers }: Writing,
  { work, result }: { work: string; result: string | undefined },
): Promise<void> {
  await prepare();
  const before = await written();
  const killed = await withFault(args, { FAULT_FOLDER: work, FAULT_STEP: String(step) });
  const where = `${name}, killed at step ${String(step)}`;
  expect(killed.code, `${where}: ${killed.stderr}`).toBe(null);
  expect([before, result, undefined], where).toContain(await written());
  const next = await callOneclass(again);
  expect(next, where).toMatchObject({ code: 0 });
  expect(await written(), where).toBe(result);
  expect(await leftovers(), where).toEqual([]);
}
