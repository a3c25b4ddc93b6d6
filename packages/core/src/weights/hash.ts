import { OneClassError } from '../error.ts';

/**
 * Lower-case hexadecimal.
 * @throws OneClassError `unsupported` where there is no Web Crypto: a page that came neither by
 *   https nor from localhost
 */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!subtle) {
    throw new OneClassError(
      'unsupported',
      'Weights are told apart by SHA-256, which this page may not compute. Serve it by https, ' +
        'or from localhost.',
      { expected: 'crypto.subtle' },
    );
  }
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The hash of named values, whatever file they came from and whatever else is in it. */
export async function hashOfTensors(
  tensors: Iterable<readonly [name: string, data: Float32Array]>,
): Promise<string> {
  const lines: string[] = [];
  for (const [name, { buffer, byteOffset, byteLength }] of tensors)
    lines.push(`${name} ${await sha256(new Uint8Array(buffer, byteOffset, byteLength))}`);
  return `sha256:${await sha256(new TextEncoder().encode(lines.join('\n')))}`;
}
