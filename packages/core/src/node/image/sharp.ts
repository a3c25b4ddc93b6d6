import type Sharp from 'sharp';
import { OneClassError } from '../../error.ts';
import { checkNodeVersion } from '../../node-version.ts';

let loaded: Promise<typeof Sharp> | undefined;

/**
 * Loaded once: an import() an image costs more than decoding a small one.
 * @throws OneClassError `missing-package` where sharp, an optional peer, is not installed or does
 *   not run
 */
export const loadSharp = (): Promise<typeof Sharp> => (loaded ??= importSharp());

async function importSharp(): Promise<typeof Sharp> {
  checkNodeVersion();
  try {
    return (await import('sharp')).default;
  } catch (cause) {
    throw new OneClassError(
      'missing-package',
      "Reading image files takes the package 'sharp', which could not be loaded. Install it: " +
        'npm i sharp',
      {
        argument: 'sharp',
        expected: 'an installed sharp',
        cause,
      },
    );
  }
}
