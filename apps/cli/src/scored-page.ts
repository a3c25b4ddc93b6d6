import type { ImageSize, InputSpec, Watched } from '@oneclass/core';
import type { ImageSet } from '@oneclass/core/datasets';
import { images, type DecodeLimits } from '@oneclass/core/node';
import { describeInspector, type Answer, type Inspector } from '@oneclass/inspection';
import {
  writeMapPage,
  type MapFormat,
  type MapsFolder,
  type ScoreMaps,
} from '@oneclass/inspection/node/page';
import type { Images } from '@oneclass/pictures';
import { sayPage } from './print/say-page.ts';

interface Place {
  readonly folder: MapsFolder;
  readonly maps: ScoreMaps;
}

interface Scored {
  readonly inspector: Inspector;
  readonly found: readonly Answer[];
}

interface About extends Watched {
  /** The detector's. */
  readonly file: string;
  /** What the user named. */
  readonly args: readonly string[];
  readonly limits: DecodeLimits;
  readonly leastArea: number;
  /** Written of each map, beside its picture. */
  readonly formats: readonly MapFormat[];
}

/** The page of `oneclass score --maps`. */
export async function writeScoredPage(
  place: Place,
  { inspector, found }: Scored,
  { file, args, limits, leastArea, formats, ...run }: About,
): Promise<void> {
  const { detector, input, thresholds } = inspector;
  const size = (index: number): ImageSize => (found[index] as Answer).size;
  const read = async (index: number, to: InputSpec): Promise<Images> =>
    pixelsOf(await images([paths[index] ?? ''], to, limits));
  const paths = found.map(({ path }) => path ?? '');
  const named = `${args.slice(0, 5).join(', ')}${args.length > 5 ? ', …' : ''}`;
  const written = await writeMapPage({
    ...place,
    ...run,
    image: (index) => read(index, input),
    ...{ size, leastArea },
    files: { formats, size, original: (index) => read(index, { ...input, ...size(index) }) },
    ids: paths,
    scores: Float32Array.from(found, ({ score }) => score),
    threshold: thresholds.image?.value ?? null,
    uncertain: thresholds.uncertain?.value,
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
