import {
  isOneClassError,
  OneClassError,
  type IgnoredArea,
  type InputSpec,
  type Method,
  type MethodConfig,
  type SampleShape,
  type ValueRange,
} from '@oneclass/core';

export interface InputOptions {
  /** Of the fit. */
  readonly config?: Partial<MethodConfig> | undefined;
  /** Pixels, in place of what suits the images and the method. */
  readonly size?: Pick<InputSpec, 'height' | 'width'> | undefined;
  /** 1 for grey, 3 for RGB; as the images when absent. */
  readonly channels?: 1 | 3 | undefined;
  /** Of images of 16 bits a value: of those that are fitted on. */
  readonly range?: ValueRange | undefined;
  /** What counts in nothing. */
  readonly ignore?: IgnoredArea | undefined;
}

/**
 * What images are brought to: what is asked for, else what suits them and the method.
 * @param natural the images' own `[height, width, channels]`
 * @throws OneClassError `invalid-argument` for a size that the method does not take
 */
export function chooseInput(
  natural: SampleShape,
  method: Method,
  { config, size, channels, range, ignore }: InputOptions = {},
): InputSpec {
  const wanted = channels ?? natural[2];
  const [height, width, count] = method.nearestShape([natural[0], natural[1], wanted], config);
  const input: InputSpec = {
    height,
    width,
    ...size,
    channels: count === 3 ? 3 : 1,
    resize: 'area',
    ...(range && { range }),
    ...(ignore && { ignore }),
  };
  if (size) checkSize(method, input, config);
  return input;
}

/** Before the images are read. */
function checkSize(
  method: Method,
  { height, width, channels }: InputSpec,
  config: Partial<MethodConfig> | undefined,
): void {
  try {
    method.checkShape([height, width, channels], config);
  } catch (error) {
    if (!isOneClassError(error) || error.code !== 'invalid-shape') throw error;
    throw new OneClassError('invalid-argument', `size: ${error.message}`, {
      argument: 'size',
      received: `${String(height)}x${String(width)}`,
      cause: error,
    });
  }
}
