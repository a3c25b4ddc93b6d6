import { convAutoencoder, mlpAutoencoder, smallConvAutoencoder } from '@oneclass/autoencoder';
import { createRng, type Method, type SampleShape } from '@oneclass/core';
import { imageSet, type ImageSet } from '@oneclass/core/datasets';
import { gatedFit } from './gated-fit.ts';
import type { PerfRow, Workload } from './row.ts';

/** Images of drawn bytes: times don't depend on what is to be seen. */
export function noise(size: number, sampleShape: SampleShape): ImageSet {
  const rng = createRng(0).derive('noise');
  const data = Uint8Array.from({ length: size * sampleShape.reduce((a, b) => a * b) }, () => rng.integer(256));
  return imageSet({ data, sampleShape });
}

const steps = (method: Method, batch: number, sampleShape: SampleShape): Workload =>
  gatedFit(method, noise(8 * batch, sampleShape), { part: 'step', config: { batchSize: batch } });

const epochs = (method: Method, size: number, sampleShape: SampleShape): Workload => gatedFit(method, noise(size, sampleShape), { part: 'epoch' });

/** Of 5,500 images, less the tenth that is held out. */
const TRAINED_ON = 4950;

export const fitRows: readonly PerfRow[] = [
  {
    name: 'conv-autoencoder-step',
    title: 'convolutional autoencoder: training step, batch 256, 32²',
    images: 256,
    goals: { native: { ms: 90, ratio: 1.2 }, wasm: { ms: 700, ratio: 8 } },
    prepare: () => steps(convAutoencoder, 256, [32, 32, 1]),
  },
  {
    name: 'mlp-autoencoder-step',
    title: 'MLP autoencoder: training step, batch 512',
    images: 512,
    goals: { native: { ms: 5, ratio: 1.5 }, wasm: { ms: 25, ratio: 8 } },
    prepare: () => steps(mlpAutoencoder, 512, [28, 28, 1]),
  },
  {
    name: 'mnist-kmnist-epoch',
    title: 'mnist-kmnist: epoch of training, 20,000 images',
    images: 20_000,
    goals: { native: { ratio: 1.2 } },
    prepare: () => epochs(convAutoencoder, 20_000, [32, 32, 1]),
  },
  {
    name: 'mnist-autoencoder-mlp-epoch',
    title: 'mnist-autoencoder, MLP: epoch of training, 4,950 images',
    images: TRAINED_ON,
    goals: {},
    prepare: () => epochs(mlpAutoencoder, TRAINED_ON, [28, 28, 1]),
  },
  {
    name: 'mnist-autoencoder-conv-epoch',
    title: 'mnist-autoencoder, small convolutional: epoch of training, 4,950 images',
    images: TRAINED_ON,
    goals: {},
    prepare: () => epochs(smallConvAutoencoder, TRAINED_ON, [28, 28, 1]),
  },
];
