import { isOneClassError, type SampleShape } from '@oneclass/core';
import type { Trial } from './trial.ts';

/**
 * A shape that the method takes, near to that of the trial's images, whose sides differ; undefined
 * when it takes squares alone.
 */
export function oblongShape({ method, config, normal }: Trial): SampleShape | undefined {
  const [height, width, channels] = normal.sampleShape;
  const natural: SampleShape = [height, Math.round(1.5 * width), channels];
  const isTaken = (shape: SampleShape): boolean => {
    try {
      method.checkShape(shape, config);
      return true;
    } catch (error) {
      if (isOneClassError(error)) return false;
      throw error;
    }
  };
  const shapes: readonly SampleShape[] = [
    natural,
    [height, 2 * width, channels],
    [2 * height, width, channels],
    method.nearestShape(natural, config),
  ];
  return shapes.find((shape) => shape[0] !== shape[1] && isTaken(shape));
}
