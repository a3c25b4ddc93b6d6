/** @file Commands on a small file system that fills up under them. */
import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallDisk, whyNoSmallDisk, type SmallDisk } from '../../../../scripts/disk/small-disk.ts';
import { callOneclass, type Called } from '../call-oneclass.ts';
import { createParts, type Parts } from './parts.ts';
import { runWithLittleRoom } from './little-room.ts';
import { inShell } from './shell.ts';
import { writings, type Writing } from './writing.ts';

const left = await whyNoSmallDisk();

describe.skipIf(left !== undefined)(`on a disk that is full${left ? ` (${left})` : ''}`, () => {
  let parts: Parts;
  let disk: SmallDisk;
  const commandOf = (name: string): Writing =>
    writings(parts, disk.path).find((command) => command.name === name) as Writing;
  beforeAll(async () => {
    parts = await createParts();
    disk = await smallDisk(4 * 2 ** 20);
  });
  /** What it saves elsewhere goes with the parts. */
  const oneclass = (args: readonly string[]): Promise<Called> =>
    callOneclass(args, undefined, { TMPDIR: parts.at('.') });
  afterAll(async () => {
    await disk.remove();
    await parts.remove();
  });

  it.each(['score --maps', 'evaluate --maps', 'calibrate', 'fit --checkpoint', 'fit'])(
    '%s says so in one line, keeps what was there and ends as ever once there is room',
    (name) => runWithLittleRoom(commandOf(name), disk, { rooms: [0, 16_384], call: oneclass }),
  );

  it('a fit of no checkpoint puts its detector elsewhere, whole', async () => {
    const { args, prepare, written } = commandOf('fit');
    await prepare();
    expect(await oneclass(args)).toMatchObject({ code: 0 });
    const result = await written();
    await prepare();
    await disk.fillUpTo(0);
    const { code, stderr } = await oneclass(args);
    await disk.empty();
    expect(code).toBe(1);
    const [, path = ''] =
      /^The detector is in (.+) instead: move it from there\.$/m.exec(stderr) ?? [];
    await copyFile(path, join(disk.path, 'copy.oneclass'));
    expect(await written()).toBe(result);
  });

  it('a fit that has no room for its detector is saved, and says how to go on', async () => {
    const { args, prepare } = commandOf('fit --checkpoint');
    await prepare();
    const output = join(disk.path, 'copy.oneclass');
    const state = parts.at('state');
    const elsewhere = args.map((arg) => (arg === join(disk.path, 'state') ? state : arg));
    await disk.fillUpTo(0);
    const full = await callOneclass(elsewhere);
    expect(full.stderr).toContain('The fit is saved: the same command with --resume continues it.');
    expect(full.stderr).toContain(`error: ${output}: can't be written: the disk is full.`);
    expect(await readdir(state)).toEqual(['fit.checkpoint']);
    await disk.empty();
    expect(await callOneclass([...elsewhere, '--resume'])).toMatchObject({ code: 0 });
    expect(await readdir(state)).toEqual([]);
  });
});

describe.skipIf(process.platform !== 'linux')('results that can’t be written', () => {
  let parts: Parts;
  beforeAll(async () => {
    parts = await createParts();
  });
  afterAll(() => parts.remove());

  it('are missed in one line on a disk that is full', async () => {
    const args = ['score', parts.at('parts.oneclass'), parts.at('parts'), '--csv'];
    expect(await inShell('"$@" > /dev/full', args)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /(^|\n)error: \/dev\/full: can't be written: the disk is full\. .+ are not whole\.\n$/,
      ) as string,
    });
  });

  it('do not keep a command from what else it writes when nobody reads them', async () => {
    const maps = parts.at('piped');
    const args = ['score', parts.at('parts.oneclass'), parts.at('parts'), '--maps', maps];
    const { code, stderr } = await inShell('"$@" | true; exit ${PIPESTATUS[0]}', args);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).not.toMatch(/error|EPIPE/);
    expect(await readdir(maps)).toContain('index.html');
  });
});
