import { isOneClassError, OneClassError } from '@oneclass/core';

/** What the library calls by its argument's name, by the flag that gives it. */
const FLAGS: Readonly<Record<string, string>> = {
  checkpoint: '--checkpoint, --resume',
  decodeBytes: '--decode-bytes NUMBER',
  evaluationShare: '--evaluation-share',
  features: '--features PATH|PACKAGE',
  holdOut: '--hold-out, --threshold',
  ignore: '--ignore',
  maps: '--maps',
  mapsFormat: '--maps-format',
  maxPixels: '--max-pixels NUMBER',
  method: '--method',
  output: '-o',
  pixelThreshold: '--pixel-threshold',
  size: '--size',
  regions: '--regions, --pixel-threshold',
  threshold: '--threshold, oneclass calibrate',
  uncertainThreshold: '--uncertain-threshold',
  weights: '--weights',
};

/** Runs a command; an error of the library says which flag it is about. */
export async function inFlags<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isOneClassError(error) || error.code === 'invalid-artifact') throw error;
    const message = messageInFlags(error);
    if (message === error.message) throw error;
    throw new OneClassError(error.code, message, { argument: error.argument, cause: error });
  }
}

/** What the error says, with the flag that it is about. */
export function messageInFlags({ message, argument = '' }: OneClassError): string {
  const flag = Object.hasOwn(FLAGS, argument) ? FLAGS[argument] : undefined;
  return flag === undefined ? message : `${message} (${flag})`;
}
