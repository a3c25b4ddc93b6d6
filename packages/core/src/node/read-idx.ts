import { decodeIdx } from '../datasets/format/decode-idx.ts';
import type { IdxArray } from '../datasets/format/idx.ts';
import { readBytes } from './file/read-bytes.ts';

/**
 * Reads an IDX file of unsigned bytes, gzip-compressed or not.
 * @throws OneClassError `not-found`, `invalid-data`
 */
export async function readIdx(path: string): Promise<IdxArray> {
  return decodeIdx(await readBytes(path), path);
}
