import { fromBase64, toBase64 } from '../../base64.ts';
import { OneClassError } from '../../error.ts';

/** Digests as text for a file: each once, rising, 8 bytes little-endian, in base64. */
export function writeDigests(digests: Iterable<bigint>): string {
  const rising = BigUint64Array.from(new Set(digests)).sort();
  const view = new DataView(new ArrayBuffer(8 * rising.length));
  rising.forEach((digest, i) => {
    view.setBigUint64(8 * i, digest, true);
  });
  return toBase64(new Uint8Array(view.buffer));
}

/** @throws OneClassError `invalid-artifact` for what {@link writeDigests} does not write */
export function readDigests(text: string): ReadonlySet<bigint> {
  const bytes = fromBase64(text);
  if (bytes === undefined || bytes.length % 8 !== 0) {
    throw new OneClassError(
      'invalid-artifact',
      'The digests of the images that this detector has seen are not valid: the file is damaged.',
      { argument: 'seen' },
    );
  }
  const view = new DataView(bytes.buffer);
  return new Set(
    Array.from({ length: bytes.length / 8 }, (_, i) => view.getBigUint64(8 * i, true)),
  );
}
