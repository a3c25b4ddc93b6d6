import {
  isOneClassError,
  OneClassError,
  type InputSpec,
  type Method,
  type MethodConfig,
} from '@oneclass/core';
import type { NormalImages } from './data.ts';
import { parseChannels, parseSize } from './option.ts';

export interface InputOptions {
  readonly config: Partial<MethodConfig>;
  readonly size?: string | undefined;
  readonly channels?: string | undefined;
}

/**
 * What the images are brought to: `--size` and `--channels`, else what suits them and the method.
 * @throws OneClassError `invalid-argument`
 */
export function chooseInput(
  { naturalShape }: NormalImages,
  method: Method,
  { config, size, channels }: InputOptions,
): InputSpec {
  const wanted = channels === undefined ? naturalShape[2] : parseChannels(channels);
  const [height, width, count] = method.nearestShape(
    [naturalShape[0], naturalShape[1], wanted],
    config,
  );
  const input: InputSpec = {
    height,
    width,
    ...(size !== undefined && parseSize(size)),
    channels: count === 3 ? 3 : 1,
    resize: 'area',
  };
  if (size !== undefined) checkSize(method, input, config);
  return input;
}

/** Before the images are read. */
function checkSize(
  method: Method,
  { height, width, channels }: InputSpec,
  config: Partial<MethodConfig>,
): void {
  try {
    method.checkShape([height, width, channels], config);
  } catch (error) {
    if (!isOneClassError(error) || error.code !== 'invalid-shape') throw error;
    throw new OneClassError('invalid-argument', `--size: ${error.message}`, {
      argument: '--size',
      received: `${String(height)}x${String(width)}`,
      cause: error,
    });
  }
}
