import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'oneclass-'));
  onTestFinished(async () => rm(dir, { recursive: true, force: true }));
  return dir;
}

export async function put(path: string, bytes: Uint8Array | string = ''): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  return path;
}

type Channels = 1 | 2 | 3 | 4;

/** An image of these values, row-major. */
export const image = (
  values: readonly number[],
  [height, width, channels]: readonly [number, number, Channels],
) => sharp(Uint8Array.from(values), { raw: { width, height, channels } });

/** A grey PNG of one value everywhere. */
export const plain = async (value: number, height: number, width: number): Promise<Buffer> =>
  image(Array<number>(height * width).fill(value), [height, width, 1])
    .toColourspace('b-w')
    .png()
    .toBuffer();
