/** @file Outputs and inputs that are closed or full, and few file handles. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallDisk, whyNoSmallDisk } from '../../../../scripts/disk/small-disk.ts';
import { createParts, type Parts } from './parts.ts';
import { inShell, type ShellEnd } from './shell.ts';

let parts: Parts;
const score = (script: string, ...more: string[]): Promise<ShellEnd> =>
  inShell(script, ['score', parts.at('parts.oneclass'), parts.at('parts'), ...more]);

beforeAll(async () => {
  parts = await createParts();
});
afterAll(() => parts.remove());

const IMAGES = 14;

describe('a pipe that is closed early', () => {
  it.each(['--csv', '--json', '--jsonl'])('ends score %s without a word', async (format) => {
    const { code, stdout, stderr } = await score('"$@" | head -1; exit ${PIPESTATUS[0]}', format);
    expect({ code, lines: stdout.split('\n').length }).toEqual({ code: 0, lines: 2 });
    expect(stderr).not.toMatch(/error|EPIPE|\n {4}at /);
  });

  it('does not keep evaluate from writing its maps', async () => {
    const maps = parts.at('piped');
    const args = ['evaluate', parts.at('parts.oneclass'), parts.at('parts'), '--maps', maps];
    const { code, stderr } = await inShell('"$@" | true; exit ${PIPESTATUS[0]}', args);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).not.toMatch(/error|EPIPE/);
    expect(await readFile(join(maps, 'index.html'), 'utf8')).toContain('Score maps');
  });

  it('does not keep fit from writing its detector', async () => {
    const output = parts.at('piped.oneclass');
    const args = ['fit', parts.at('train'), '--method', 'pca', '-o', output, '--size', '16'];
    const { code, stderr } = await inShell('"$@" | true; exit ${PIPESTATUS[0]}', args);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect((await readFile(output)).length).toBeGreaterThan(1000);
  });
});

describe('a closed input or output', () => {
  it('of stdin changes nothing', async () => {
    const { code, stdout } = await score('"$@" <&-', '--csv');
    expect({ code, lines: stdout.trimEnd().split('\n').length }).toEqual({
      code: 0,
      lines: IMAGES + 1,
    });
  });

  it.each(['>&-', '2>&-', '<&- >&- 2>&-'])('%s does not keep score from its maps', async (how) => {
    const maps = parts.at(`closed${String(how.length)}`);
    const { code, stderr } = await score(`"$@" ${how}`, '--maps', maps);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await readFile(join(maps, 'index.html'), 'utf8')).toContain('Score maps');
  });
});

const left = await whyNoSmallDisk();

describe.skipIf(left !== undefined)(`results on a full disk${left ? ` (${left})` : ''}`, () => {
  it.each([
    ['--csv', 0],
    ['--jsonl', 4096],
    ['--json', 4096],
    ['--json', 0],
  ])('of score %s with %i bytes left are missed in one line', async (format, room) => {
    const disk = await smallDisk(65_536);
    try {
      const path = join(disk.path, 'results');
      await disk.fillUpTo(room);
      const many = Array<string>(40).fill(parts.at('parts')); // some 50 kB of results
      const { code, stderr } = await score(`"$@" > ${path}`, ...many, format);
      expect(code, stderr).toBe(1);
      expect(stderr).toMatch(
        /(^|\n)error: .+results: can't be written: the disk is full\. .+ are not whole\.\n$/,
      );
    } finally {
      await disk.remove();
    }
  });
});

describe('few file handles', () => {
  it.each([64, 48, 40, 36, 32, 28, 24, 20])(
    '%i are enough, or are called too few',
    async (handles) => {
      const maps = parts.at(`handles-${String(handles)}`);
      const { code, stdout, stderr } = await score(
        `ulimit -n ${String(handles)}; "$@"`,
        ...['--csv', '--maps', maps],
      );
      if (code === 0) {
        expect(stdout.trimEnd().split('\n')).toHaveLength(IMAGES + 1);
        expect(stderr).not.toMatch(/EMFILE|left out: .* damaged/);
      } else {
        expect(stderr).toMatch(/too many (open files|files are open)|EMFILE/);
        expect(stderr).not.toContain('this is a fault of');
      }
    },
  );
});
