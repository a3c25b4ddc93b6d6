import { mkdir } from 'node:fs/promises';
import { checkpointFolder } from '@oneclass/inspection/node';
import { openMapsFolder } from '@oneclass/inspection/node/page';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callOneclass } from '../call-oneclass.ts';
import { createParts, type Parts } from './parts.ts';
import { writings, type Writing } from './writing.ts';

let parts: Parts;
let work: string;
const commandOf = (name: string): Writing =>
  writings(parts, work).find((command) => command.name === name) as Writing;

beforeAll(async () => {
  parts = await createParts();
  work = parts.at('work');
  await mkdir(work);
});
afterAll(() => parts.remove());

describe('what another run writes to', () => {
  it.each([
    ['score --maps', 'maps', openMapsFolder],
    ['evaluate --maps', 'maps', openMapsFolder],
    ['fit --checkpoint', 'state', checkpointFolder],
  ] as const)('is refused to %s by name, until that is done', async (name, folder, open) => {
    const { args, prepare, written, leftovers } = commandOf(name);
    await prepare();
    const before = await written();
    const other = await open(parts.at('work', folder));
    const refused = await callOneclass(args);
    expect(refused).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        new RegExp(
          `^error: .+work/${folder}" is in use by another run \\(process ${String(process.pid)}, ` +
            'since 2.+\\)\\. Wait until it is done, or name another\\. \\(--.+\\)\\n$',
          'm',
        ),
      ) as string,
    });
    expect(await written()).toBe(before);
    await ('release' in other ? other.release() : other.discard());
    expect(await callOneclass(args)).toMatchObject({ code: 0 });
    expect(await written()).not.toBe(before);
    expect(await leftovers()).toEqual([]);
  });
});
