import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { near, pattern } from '../../../scripts/golden/pattern.ts';
import { distributionsOf, type Distributions } from '../src/distribution.ts';
import { mahalanobis } from '../src/objective.ts';
import { createStatistics, type PlaceStatistics } from '../src/statistics.ts';

interface Golden {
  /** Of all new images' places, by the number of training images. */
  readonly distances: Record<string, number[]>;
  /** Triangle of the first place. */
  readonly factors: Record<string, number[]>;
}

// Made by golden/padim.py, which computes the same features by the same formula.
const golden = JSON.parse(
  readFileSync(new URL('golden/padim.json', import.meta.url), 'utf8'),
) as Golden;
const [IMAGES, NEW, PLACES, CHANNELS] = [12, 3, 6, 5];
const SIZE = PLACES * CHANNELS;

const featuresOf = (images: number, salt: number): Float32Array =>
  pattern(images * SIZE, salt).map((value, i) => Math.fround(value * ((i % CHANNELS) + 1)) + 100);

function collected(count: number, scale = 1): PlaceStatistics {
  const statistics = createStatistics(PLACES, CHANNELS);
  const features = featuresOf(IMAGES, 500).map((value) => value * scale);
  for (let i = 0; i < count; i++) statistics.add(features.subarray(i * SIZE, (i + 1) * SIZE));
  return statistics;
}

const distancesOf = (distributions: Distributions, scale = 1): Float32Array =>
  mahalanobis(
    featuresOf(NEW, 501).map((value) => value * scale),
    distributions,
    CHANNELS,
  );

describe('the distribution of each place', () => {
  it.each([12, 2, 1])("gives NumPy's distances after %i images", async (count) => {
    const distributions = await distributionsOf(collected(count), {});
    near(distributions.factors.subarray(0, 15), golden.factors[count] as number[], 1e-6);
    near(distancesOf(distributions), golden.distances[count] as number[], 1e-5);
  });

  it('gives the same distances of features of another scale', async () => {
    const scaled = await distributionsOf(collected(IMAGES, 1024), {});
    near(distancesOf(scaled, 1024), golden.distances[IMAGES] as number[], 1e-5);
  });

  it('is the same to the bit when its statistics are taken up in between', async () => {
    const whole = collected(IMAGES);
    const first = collected(5);
    const second = createStatistics(PLACES, CHANNELS);
    second.load(first.state());
    const features = featuresOf(IMAGES, 500);
    for (let i = 5; i < IMAGES; i++) second.add(features.subarray(i * SIZE, (i + 1) * SIZE));
    expect(second.scatter).toEqual(whole.scatter);
    expect(second.mean).toEqual(whole.mean);
  });
});
