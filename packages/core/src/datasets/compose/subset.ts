import type { Dataset } from '../../contract/dataset.ts';
import { OneClassError } from '../../error.ts';
import { batchPositions, checkPositions } from '../batch-positions.ts';
import { digestsOf } from '../digest/digests-of.ts';

/**
 * Some of a dataset's images, in the order of `positions`; nothing is copied.
 *
 * @param positions in [0, dataset.size), one at least; a position may repeat
 * @throws OneClassError `invalid-argument` for a position out of range, `invalid-data` for none
 *   at all
 */
export function subset(dataset: Dataset, positions: Uint32Array | readonly number[]): Dataset {
  checkPositions(positions, dataset.size, 'positions');
  if (positions.length === 0) {
    throw new OneClassError(
      'invalid-data',
      'Expected at least one position: a dataset is never empty. Received: none.',
      {
        argument: 'positions',
      },
    );
  }
  const chosen = Uint32Array.from(positions);
  const { ids } = dataset;
  const digests = async (): Promise<BigUint64Array> => {
    const all = await digestsOf(dataset);
    return BigUint64Array.from(chosen, (position) => all[position] as bigint);
  };
  return {
    sampleShape: dataset.sampleShape,
    size: chosen.length,
    digests,
    ...(ids && { ids: Array.from(chosen, (position) => ids[position] as string) }),
    batches({ batchSize, order }) {
      batchPositions(chosen.length, order === undefined ? { batchSize } : { batchSize, order });
      return dataset.batches({
        batchSize,
        order: order === undefined ? chosen : order.map((i) => chosen[i] as number),
      });
    },
  };
}
