import { open } from 'node:fs/promises';
import { writeError, type Maps } from '@oneclass/core';
import { rangeOf } from '@oneclass/pictures';

/** The score maps of a set, read one at a time. */
export interface ScoreMaps {
  /** Of every map. */
  readonly size: readonly [height: number, width: number];
  /** Of each map, its lowest and its highest score. */
  readonly lowest: readonly number[];
  readonly highest: readonly number[];
  /** `[height · width]` */
  at(index: number): Promise<Float32Array>;
}

/** Maps in a file, as a set may be larger than memory. */
export interface MapFile extends ScoreMaps {
  /** Maps of the next images. */
  add(maps: Maps): Promise<void>;
  close(): Promise<void>;
}

/** Nothing is copied. */
export function mapsInMemory({ data, shape }: Maps): ScoreMaps {
  const [n = 0, height = 0, width = 0] = shape;
  const pixels = height * width;
  const of = (index: number): Float32Array => data.subarray(index * pixels, (index + 1) * pixels);
  const ranges = Array.from({ length: n }, (_, i) => rangeOf(of(i)));
  return {
    size: [height, width],
    lowest: ranges.map(({ minimum }) => minimum),
    highest: ranges.map(({ maximum }) => maximum),
    at: async (index) => of(index),
  };
}

/**
 * A new file, which its user removes. Float32, so that what is above a threshold stays so.
 * @param name what errors call it; its path when absent
 * @throws OneClassError, as `add` of it does, `not-written` when the disk is full or fails,
 *   `invalid-argument` when the file can't be made
 */
export async function mapsInFile(
  path: string,
  size: readonly [height: number, width: number],
  name = path,
): Promise<MapFile> {
  const failed = (cause: unknown): never => {
    throw writeError(name, cause);
  };
  const file = await open(path, 'wx+').catch(failed);
  const [height, width] = size;
  const [lowest, highest]: [number[], number[]] = [[], []];
  const bytes = 4 * height * width;
  return {
    size,
    lowest,
    highest,
    async add({ data }) {
      const content = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      await file.writeFile(content).catch(failed);
      for (let start = 0; start < data.length; start += height * width) {
        const { minimum, maximum } = rangeOf(data.subarray(start, start + height * width));
        lowest.push(minimum);
        highest.push(maximum);
      }
    },
    async at(index) {
      const map = new Uint8Array(bytes);
      await file.read(map, 0, bytes, index * bytes);
      return new Float32Array(map.buffer);
    },
    close: () => file.close(),
  };
}
