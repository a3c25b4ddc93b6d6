import type { Watched } from '@oneclass/core';
import type { ImageSet } from '@oneclass/core/datasets';
import { images } from '@oneclass/core/node';
import { describeInspector, type Inspector } from '@oneclass/inspection';
import { writeMapPage, type MapsFolder, type ScoreMaps } from '@oneclass/inspection/node/page';
import type { Images } from '@oneclass/pictures';
import type { ScoredImage } from './print/scores.ts';
import { sayPage } from './print/say-page.ts';

interface Place {
  readonly folder: MapsFolder;
  readonly maps: ScoreMaps;
}

interface Scored {
  readonly inspector: Inspector;
  readonly found: readonly ScoredImage[];
}

interface About extends Watched {
  /** The detector's. */
  readonly file: string;
  /** What the user named. */
  readonly args: readonly string[];
  readonly maxPixels: number | undefined;
}

/** The page of `oneclass score --maps`. */
export async function writeScoredPage(
  place: Place,
  { inspector, found }: Scored,
  { file, args, maxPixels, ...run }: About,
): Promise<void> {
  const { detector, input, thresholds } = inspector;
  const paths = found.map(({ path }) => path);
  const named = `${args.slice(0, 5).join(', ')}${args.length > 5 ? ', …' : ''}`;
  const written = await writeMapPage({
    ...place,
    ...run,
    image: async (index) => pixelsOf(await images([paths[index] ?? ''], input, { maxPixels })),
    ids: paths,
    scores: Float32Array.from(found, ({ score }) => score),
    threshold: thresholds.image?.value ?? null,
    pixelThreshold: thresholds.pixel?.value ?? null,
    about: {
      title: `Score maps: ${detector.method}`,
      subtitle: `${file} on ${named}`,
      figures: [],
      details: { detector: file, ...describeInspector(inspector) },
    },
  });
  sayPage(place.folder, written);
}

const pixelsOf = ({ bytes, size, sampleShape }: ImageSet): Images => ({
  data: bytes,
  shape: [size, ...sampleShape],
});
