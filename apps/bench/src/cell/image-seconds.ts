import { isMapDetector, type Dataset, type Detector } from '@oneclass/core';
import { subset } from '@oneclass/core/datasets';
import { median } from '../median.ts';

/** Images that are timed. */
const ROUNDS = 9;
/** Once these are over no other is begun: some methods take seconds for one image. */
const ENOUGH_SECONDS = 3;

/**
 * What one image takes when it is scored alone, with its map where the detector gives maps: the
 * median of nine at most, after one that is not counted.
 */
export async function imageSeconds(
  detector: Detector,
  images: Dataset,
  signal: AbortSignal,
): Promise<number> {
  const once = async (position: number): Promise<number> => {
    const image = subset(images, [position % images.size]);
    const started = performance.now();
    if (isMapDetector(detector)) await detector.compute(image, ['score', 'map'], { signal });
    else await detector.score(image, { signal });
    return (performance.now() - started) / 1000;
  };
  const first = await once(0);
  const times: number[] = [];
  const total = (): number => times.reduce((sum, time) => sum + time, first);
  do times.push(await once(times.length + 1));
  while (times.length < ROUNDS && total() < ENOUGH_SECONDS);
  return Math.round(median(times) * 1e5) / 1e5;
}
