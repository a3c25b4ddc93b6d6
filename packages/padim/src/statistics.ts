import type { PartState, Stateful } from '@oneclass/nn';
import { triangleSize } from './triangle.ts';

/** Mean and scatter of the features of each place; memory does not grow with the images. */
export interface PlaceStatistics extends Stateful {
  readonly places: number;
  readonly channels: number;
  /** Images that were added. */
  readonly count: number;
  /** `[places, channels]` */
  readonly mean: Float64Array;
  /** Sums of products of deviations from the mean, `[places, triangle]`. */
  readonly scatter: Float64Array;
  /** @param features of one image, `[places, channels]` */
  add(features: Float32Array): void;
}

/**
 * Welford's updates in float64, image by image, so that batches make no difference: differences
 * from the mean so far, not of two large sums (Chan, Golub and LeVeque 1983, equation 1.3).
 */
export function createStatistics(places: number, channels: number): PlaceStatistics {
  const size = triangleSize(channels);
  const mean = new Float64Array(places * channels);
  const scatter = new Float64Array(places * size);
  const deviation = new Float64Array(channels);
  let count = 0;

  function addPlace(place: number, features: Float32Array): void {
    const start = place * channels;
    for (let i = 0; i < channels; i++) {
      const before = mean[start + i] as number;
      const difference = (features[start + i] as number) - before;
      deviation[i] = difference;
      mean[start + i] = before + difference / count;
    }
    const weight = (count - 1) / count;
    let at = place * size;
    for (let i = 0; i < channels; i++) {
      const weighted = weight * (deviation[i] as number);
      for (let j = 0; j <= i; j++, at++)
        scatter[at] = (scatter[at] as number) + weighted * (deviation[j] as number);
    }
  }

  return {
    places,
    channels,
    mean,
    scatter,
    get count() {
      return count;
    },
    add(features) {
      count += 1;
      for (let place = 0; place < places; place++) addPlace(place, features);
    },
    state: () => ({
      tensors: { mean: bitsOf(mean), scatter: bitsOf(scatter) },
      numbers: { count },
    }),
    load({ tensors, numbers }) {
      loadBits(mean, tensors['mean']);
      loadBits(scatter, tensors['scatter']);
      count = numbers['count'] as number;
    },
  };
}

type Saved = PartState['tensors'][string];

/** The same bits as float32, which files hold: a resumed fit goes on to the bit. */
function bitsOf(values: Float64Array): Saved {
  const data = new Float32Array(values.slice().buffer);
  return { shape: [data.length], data };
}

function loadBits(target: Float64Array, saved: Saved | undefined): void {
  if (saved?.data.length !== 2 * target.length)
    throw new Error('its statistics are of other places or channels');
  target.set(new Float64Array(saved.data.slice().buffer));
}
