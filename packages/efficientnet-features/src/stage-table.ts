import type { TensorSpec } from '@oneclass/core/weights';

/** A convolution without bias, and the batch norm after it. */
export interface ConvolutionSpec {
  /** Timm's name of its tensor, but for '.weight'. */
  readonly name: string;
  /** Timm's name of its batch norm. */
  readonly norm: string;
  readonly inputs: number;
  readonly outputs: number;
  /** A filter for each channel. */
  readonly depthwise: boolean;
  readonly kernel: number;
  readonly stride: number;
  /** ReLU6 comes after it. */
  readonly activated: boolean;
}

export interface Block {
  readonly convolutions: readonly ConvolutionSpec[];
  /** Its input is added to its output. */
  readonly residual: boolean;
}

export interface Stage {
  /** 's3' */
  readonly name: string;
  readonly channels: number;
  /** Pixels of the image from one place of the map to the next. */
  readonly stride: number;
  readonly blocks: readonly Block[];
}

interface StageSize {
  readonly expansion: number;
  readonly kernel: number;
  readonly stride: number;
  readonly outputs: number;
  readonly repeats: number;
}

/**
 * Tan and Le 2019, table 1, without the last stage, which no layer is of; Lite0 has no squeeze and
 * excitation, and ReLU6 for swish.
 */
const SIZES: readonly StageSize[] = [
  { expansion: 1, kernel: 3, stride: 1, outputs: 16, repeats: 1 },
  { expansion: 6, kernel: 3, stride: 2, outputs: 24, repeats: 2 },
  { expansion: 6, kernel: 5, stride: 2, outputs: 40, repeats: 2 },
  { expansion: 6, kernel: 3, stride: 2, outputs: 80, repeats: 3 },
  { expansion: 6, kernel: 5, stride: 1, outputs: 112, repeats: 3 },
  { expansion: 6, kernel: 5, stride: 2, outputs: 192, repeats: 4 },
];

const STEM: ConvolutionSpec = {
  name: 'conv_stem',
  norm: 'bn1',
  inputs: 3,
  outputs: 32,
  depthwise: false,
  kernel: 3,
  stride: 2,
  activated: true,
};

interface BlockPlace extends StageSize {
  readonly stage: number;
  readonly index: number;
  readonly inputs: number;
}

/** Expansion, depthwise convolution, projection; the first stage has no expansion. */
function blockOf({ stage, index, inputs, ...size }: BlockPlace): Block {
  const { expansion, kernel, outputs } = size;
  const block = `blocks.${String(stage)}.${String(index)}`;
  const inner = inputs * expansion;
  const expands = expansion > 1;
  const place = (name: string, norm: number) => ({
    name: `${block}.${name}`,
    norm: `${block}.bn${String(norm)}`,
  });
  const pointwise = { depthwise: false, kernel: 1, stride: 1 };
  const depthwise: ConvolutionSpec = {
    ...place('conv_dw', expands ? 2 : 1),
    ...{ inputs: inner, outputs: inner, depthwise: true, kernel },
    stride: index === 0 ? size.stride : 1,
    activated: true,
  };
  const projection: ConvolutionSpec = {
    ...(expands ? place('conv_pwl', 3) : place('conv_pw', 2)),
    ...{ ...pointwise, inputs: inner, outputs, activated: false },
  };
  const expanding: ConvolutionSpec = {
    ...place('conv_pw', 1),
    ...{ ...pointwise, inputs, outputs: inner, activated: true },
  };
  return {
    convolutions: expands ? [expanding, depthwise, projection] : [depthwise, projection],
    residual: index > 0,
  };
}

/** All stages, in order; the stem is a block of the first. */
function stages(): Stage[] {
  let inputs = STEM.outputs;
  let stride = STEM.stride;
  return SIZES.map((size, stage) => {
    const blocks: Block[] = stage === 0 ? [{ convolutions: [STEM], residual: false }] : [];
    for (let index = 0; index < size.repeats; index++) {
      blocks.push(blockOf({ ...size, stage, index, inputs }));
      inputs = size.outputs;
    }
    stride *= size.stride;
    return { name: `s${String(stage + 1)}`, channels: size.outputs, stride, blocks };
  });
}

const STAGES: readonly Stage[] = stages();

/** The stages whose ends are layers: 's2' to 's6'. */
export const LAYERS: readonly string[] = STAGES.slice(1).map(({ name }) => name);

/** The stages up to the one of this name: what has to be loaded and computed. */
export const stagesUpTo = (last: string): readonly Stage[] =>
  STAGES.slice(0, 1 + STAGES.findIndex(({ name }) => name === last));

/** What batch norm has of each channel. */
export const NORM_PARTS = ['weight', 'bias', 'running_mean', 'running_var'] as const;

/** Timm's names of a convolution's tensors, and their shapes: OIHW. */
export const tensorsOf = (convolution: ConvolutionSpec): TensorSpec[] => {
  const { name, norm, inputs, outputs, depthwise, kernel } = convolution;
  return [
    { name: `${name}.weight`, shape: [outputs, depthwise ? 1 : inputs, kernel, kernel] },
    ...NORM_PARTS.map((part) => ({ name: `${norm}.${part}`, shape: [outputs] })),
  ];
};

/** Of these stages, in order. */
export const convolutionsOf = (of: readonly Stage[]): ConvolutionSpec[] =>
  of.flatMap(({ blocks }) => blocks.flatMap(({ convolutions }) => convolutions));
