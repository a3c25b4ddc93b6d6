import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from 'tar';
import type { Remote } from '../../../src/node/named-set/file-sets.ts';
import { md5, randomBytes } from '../download/tiny-set.ts';
import { put, temporaryFolder } from '../temporary-folder.ts';

const MEMBERS = ['one.bin', 'two.bin'];

/** A set that comes as batches.tar.gz, made by `change` of the folder before it is packed. */
export async function archiveSet(
  memberSize: number,
  { change, extra = [] }: { change?: (batches: string) => Promise<void>; extra?: string[] } = {},
) {
  const folder = await temporaryFolder();
  const batches = join(folder, 'in', 'batches');
  await mkdir(batches, { recursive: true });
  const members = MEMBERS.map((_, seed) => randomBytes(memberSize, seed + 50));
  for (const [i, name] of MEMBERS.entries())
    await writeFile(join(batches, name), members[i] as Uint8Array);
  await put(join(batches, 'not-wanted.bin'), new Uint8Array(memberSize));
  await put(join(folder, 'evil.bin'), new Uint8Array(memberSize));
  await change?.(batches);
  const file = join(folder, 'batches.tar.gz');
  await create({ file, cwd: join(folder, 'in'), gzip: true, preservePaths: true }, [
    'batches',
    ...extra,
  ]);
  const bytes = await readFile(file);
  await rm(file);
  const archive = {
    name: 'batches.tar.gz',
    size: bytes.length,
    md5: md5(bytes),
    folder: 'batches',
    members: MEMBERS,
    memberSize,
  };
  const remote = (baseUrl: string): Remote => ({ baseUrl, files: [archive], archive });
  return {
    files: { 'batches.tar.gz': bytes },
    remote,
    archive,
    md5s: members.map(md5),
    names: MEMBERS,
  };
}
