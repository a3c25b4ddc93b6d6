import { OneClassError } from '@oneclass/core';
import { scoreStatistics } from '@oneclass/core/metrics';

/**
 * A standard deviation of the distances below this part of their mean: they are alike. Before
 * training it is some hundredths.
 */
const ALIKE = 5e-3;
/** Squared distances below this part of ‖c‖² are rounding: all codes are the centre. */
const ROUNDING = 1e-10;

/**
 * Section 3.3, propositions 1 to 3: the network may find that mapping every image to one point is
 * the best solution.
 * @param distances squared, of the training images
 * @param center c
 * @throws OneClassError `collapsed`
 */
export function checkNotCollapsed(distances: Float32Array, center: Float32Array): void {
  const { mean, standardDeviation } = scoreStatistics(distances);
  const size = center.reduce((sum, value) => sum + value * value, 0);
  if (mean > ROUNDING * size && standardDeviation > ALIKE * mean) return;
  throw new OneClassError(
    'collapsed',
    'Deep SVDD collapsed: the training images are all at the same distance from the centre ' +
      `(${mean.toPrecision(3)} ± ${standardDeviation.toPrecision(3)}, squared), so that ` +
      'scores say nothing about anomalies. The likely cause is a large `weightDecay`, steps ' +
      'that are too large, or training images that are all the same: ' +
      'lower `weightDecay` or `learningRate`, take `pretraining` or another `seed`, ' +
      'or look at the images.',
    { expected: 'distances that differ', received: standardDeviation / mean },
  );
}
