import { OneClassError } from '@oneclass/core';
import type { LayerWeights } from './layer-weights.ts';

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

/** Of the weights alone, whatever file they came from and whatever else is in it. */
export async function hashOf(weights: readonly LayerWeights[]): Promise<string> {
  const lines: string[] = [];
  for (const { name, weight, bias } of weights) {
    for (const { data } of [weight, bias])
      lines.push(
        `${name} ${await sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))}`,
      );
  }
  return `sha256:${await sha256(new TextEncoder().encode(lines.join('\n')))}`;
}
