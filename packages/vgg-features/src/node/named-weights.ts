/**
 * @file Weights as a command line names them: `--weights FILE|URL|random:SEED`, or
 *   ONECLASS_WEIGHTS.
 */
import { OneClassError } from '@oneclass/core';
import type { VggNetwork } from '../layer-table.ts';
import type { WeightsEvent } from '../weights/remote-source.ts';

/** ImageNet's, with torchvision's names. */
const addressOf = (network: VggNetwork): string =>
  `https://huggingface.co/timm/${network}.tv_in1k/resolve/main/model.safetensors`;

/** A file or an address; or the seed of random ones, for trying things out. */
export type NamedWeights = { readonly weights: string } | { readonly randomSeed: number };

/**
 * @param given of `--weights`; ONECLASS_WEIGHTS where it is undefined
 * @throws OneClassError `invalid-argument` where both are missing
 */
export function namedWeights(given: string | undefined, network: VggNetwork): NamedWeights {
  const weights = given ?? process.env['ONECLASS_WEIGHTS'] ?? '';
  if (weights === '') {
    throw new OneClassError(
      'invalid-argument',
      `The weights of ${network.replace('vgg', 'VGG-')} are missing: give --weights FILE|URL, ` +
        'or set ONECLASS_WEIGHTS. ' +
        "They are a safetensors file with torchvision's names, such as " +
        `${addressOf(network)} (of which at most 76 MiB are read, and kept). --weights ` +
        'random:0 tries it ' +
        'out without any.',
      { argument: '--weights', expected: 'a safetensors file or its address' },
    );
  }
  const [, seed] = /^random:(\d+)$/.exec(weights) ?? [];
  return seed === undefined ? { weights } : { randomSeed: Number(seed) };
}

/** A line where a download begins, where it stalls, and nothing else. */
export function tellDownload(say: (line: string) => void): (event: WeightsEvent) => void {
  let began = false;
  return (event) => {
    if (event.type === 'download-progress' && event.total > 0 && !began) {
      began = true;
      say(
        `Downloading ${Math.ceil(event.total / 1e6).toLocaleString('en-US')} MB of weights ` +
          `from ${event.file}`,
      );
    }
    if (event.type === 'download-whole')
      say(`${event.file}: the server knows no ranges, so that the file is read from its start.`);
    if (event.type === 'download-retry')
      say(`${event.file}: ${event.reason}; trying again in ${String(event.seconds)} s`);
    if (event.type === 'download-wait')
      say(`Another process downloads ${event.file}: waiting for it.`);
  };
}
