import type { TensorSpec } from '@oneclass/core/weights';

export type VggNetwork = 'vgg16' | 'vgg19';

/** A convolution and the ReLU after it. */
export interface VggLayer {
  /** 'relu3_1': the first of block 3. */
  readonly name: string;
  /** Its place in torchvision's `features`, by which the weights are named. */
  readonly index: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Pixels of the image from one place of the map to the next. */
  readonly stride: number;
  /** A max-pooling by 2 comes before it. */
  readonly pooled: boolean;
}

/** Simonyan and Zisserman 2015, table 1, columns D and E: convolutions of each block. */
const CONVOLUTIONS: Readonly<Record<VggNetwork, readonly number[]>> = {
  vgg16: [2, 2, 3, 3, 3],
  vgg19: [2, 2, 4, 4, 4],
};
const CHANNELS = [64, 128, 256, 512, 512];
const RGB = 3;

/** All layers of a network, in order. */
export function layersOf(network: VggNetwork): VggLayer[] {
  const layers: VggLayer[] = [];
  let index = 0;
  let inputs = RGB;
  CONVOLUTIONS[network].forEach((convolutions, block) => {
    const outputs = CHANNELS[block] as number;
    for (let i = 0; i < convolutions; i++) {
      layers.push({
        name: `relu${String(block + 1)}_${String(i + 1)}`,
        index,
        inputs,
        outputs,
        stride: 2 ** block,
        pooled: block > 0 && i === 0,
      });
      index += 2; // the convolution and its ReLU
      inputs = outputs;
    }
    index += 1; // the max-pooling
  });
  return layers;
}

/** The layers up to the one of this name: what has to be loaded and computed. */
export function layersUpTo(network: VggNetwork, last: string): VggLayer[] {
  const all = layersOf(network);
  return all.slice(0, 1 + all.findIndex(({ name }) => name === last));
}

/** Torchvision's names of a layer's tensors, and their shapes: OIHW. */
export const tensorsOf = ({
  name,
  index,
  inputs,
  outputs,
}: VggLayer): [weight: TensorSpec, bias: TensorSpec] => [
  {
    name: `features.${String(index)}.weight`,
    shape: [outputs, inputs, 3, 3],
    hashedAs: name,
  },
  { name: `features.${String(index)}.bias`, shape: [outputs], hashedAs: name },
];
