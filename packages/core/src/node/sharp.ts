import type Sharp from 'sharp';
import { OneClassError } from '../error.ts';

/** @throws OneClassError `missing-package` where sharp, an optional peer, is not installed or does not run */
export async function loadSharp(): Promise<typeof Sharp> {
  try {
    return (await import('sharp')).default;
  } catch (cause) {
    throw new OneClassError(
      'missing-package',
      "Reading image files takes the package 'sharp', which could not be loaded. Install it: npm i sharp",
      {
        argument: 'sharp',
        expected: 'an installed sharp',
        cause,
      },
    );
  }
}
