/**
 * @file Loaded into a process before its program (`--import`): ends it with SIGKILL at one of its
 *   steps on the disk, before it or, where it writes bytes, after half of them. What a kill leaves
 *   depends on nothing else.
 */
import { writeFileSync } from 'node:fs';
import disk, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/** What is watched; the step at which it ends; a file to write the number of steps to. */
const { FAULT_FOLDER: folder = '', FAULT_STEP: last = '', FAULT_COUNT: counter } = process.env;

let steps = 0;

/** Of a file or folder that is watched. */
const isWatched = (path: unknown): boolean => typeof path === 'string' && path.startsWith(folder);

const next = (): boolean => ++steps === Number(last);
const end = (): void => void process.kill(process.pid, 'SIGKILL');

type Call = (...values: never[]) => Promise<unknown>;
const calls = disk as unknown as Record<string, Call>;

for (const name of ['mkdir', 'rename', 'rm', 'rmdir', 'writeFile']) {
  const call = calls[name] as Call;
  calls[name] = async (...values) => {
    if (isWatched(values[0])) {
      if (next()) end();
      if (name === 'writeFile' && next()) {
        const content = Buffer.from(values[1] as unknown as string);
        writeFileSync(values[0] as unknown as string, content.subarray(0, content.length / 2));
        end();
      }
    }
    return call(...values);
  };
}

const open = disk.open.bind(disk);
disk.open = async (path, flags, mode) => {
  const writes = isWatched(path) && flags !== undefined && /[wax+]/.test(String(flags));
  if (writes && next()) end();
  const file = await open(path, flags, mode);
  if (writes) watch(file);
  return file;
};

function watch(file: FileHandle): void {
  const write = file.writeFile.bind(file);
  file.writeFile = async (content, ...more) => {
    if (next()) end();
    if (next()) {
      const bytes = Buffer.from(content as Uint8Array);
      await file.write(bytes.subarray(0, bytes.length / 2));
      end();
    }
    return write(content, ...more);
  };
}

syncBuiltinESMExports();
if (counter !== undefined) process.on('exit', () => writeFileSync(counter, String(steps)));
