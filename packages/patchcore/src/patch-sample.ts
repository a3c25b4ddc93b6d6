import type { Rng } from '@oneclass/core';
import type { Stateful } from '@oneclass/nn';

/** Patches drawn from those of all images; memory does not grow with the images. */
export interface PatchSample extends Stateful {
  /** Those drawn so far, `[patches, channels]`. */
  rows(): Float32Array;
  /** @param features of one image, `[places, channels]` */
  add(features: Float32Array): void;
}

export interface PatchSampleOptions {
  /** Patches that there will be. */
  readonly total: number;
  /** Patches to draw; all, where there are no more. */
  readonly wanted: number;
  readonly channels: number;
  readonly rng: Rng;
}

/**
 * A sample without replacement, each as likely as any other, from one pass (Knuth, The Art of
 * Computer Programming, section 3.4.2, algorithm S). An image's random numbers are its own, so that
 * a fit can be resumed at any.
 */
export function createPatchSample({
  total,
  wanted,
  channels,
  rng,
}: PatchSampleOptions): PatchSample {
  const size = Math.min(wanted, total);
  const data = new Float32Array(size * channels);
  let [images, seen, taken] = [0, 0, 0];
  return {
    rows: () => data.subarray(0, taken * channels),
    add(features) {
      const draws = rng.derive(`image ${String(images)}`);
      for (let start = 0; start < features.length; start += channels, seen++) {
        if (draws.uniform() * (total - seen) >= size - taken) continue;
        data.set(features.subarray(start, start + channels), taken * channels);
        taken += 1;
      }
      images += 1;
    },
    state: () => ({
      tensors: { rows: { shape: [taken, channels], data: data.slice(0, taken * channels) } },
      numbers: { images, seen },
    }),
    load({ tensors, numbers }) {
      const { shape, data: rows } = tensors['rows'] ?? { shape: [], data: new Float32Array() };
      if (shape[1] !== channels || rows.length > data.length)
        throw new Error('its patches are of other features');
      data.set(rows);
      taken = rows.length / channels;
      [images, seen] = [numbers['images'] as number, numbers['seen'] as number];
    },
  };
}
