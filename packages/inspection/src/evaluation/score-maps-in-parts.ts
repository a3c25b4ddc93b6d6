import type { Dataset, Detector, Maps, Watched } from '@oneclass/core';
import { subset } from '@oneclass/core/datasets';
import { countImages } from '../count-images.ts';

const PART_BYTES = 2 ** 26;

export interface PartsOptions extends Watched {
  /** Of the maps of a part; 64 MiB when absent. */
  readonly partBytes?: number | undefined;
}

export interface MapsPart {
  /** Position of the first image. */
  readonly start: number;
  readonly scores: Float32Array;
  /** `[n, height, width]` */
  readonly maps: Maps;
}

/**
 * Scores and maps of a detector that gives both, part by part, so that the maps of all images need
 * not fit in memory.
 * @throws as the detector's `compute`
 */
export async function* scoreMapsInParts(
  detector: Detector,
  samples: Dataset,
  { partBytes = PART_BYTES, signal, onProgress }: PartsOptions = {},
): AsyncGenerator<MapsPart, void, undefined> {
  const [height, width] = detector.sampleShape;
  const most = Math.max(1, Math.floor(partBytes / (4 * height * width)));
  const count = countImages('score and map', onProgress);
  for (let start = 0; start < samples.size; start += most) {
    const size = Math.min(most, samples.size - start);
    const positions = Array.from({ length: size }, (_, i) => start + i);
    const part = size === samples.size ? samples : subset(samples, positions);
    const { score, map } = await detector.compute(part, ['score', 'map'], {
      signal,
      onProgress: (event) => {
        if (event.type !== 'step-end') return;
        count(start + Math.floor((size * event.step) / event.stepsPerEpoch), samples.size);
      },
    });
    if (map) yield { start, scores: score.data, maps: map };
  }
}
