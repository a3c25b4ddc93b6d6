import { basename, dirname, join } from 'node:path';
import { startPhase, type ImageSize, type Mask, type ProgressEvent } from '@oneclass/core';
import { SCORE_MAP_PAGE } from '@oneclass/core/node';
import { encodePanel, mapPanel, mapScale, type ColorRange, type Images } from '@oneclass/pictures';
import { formatScore, htmlPage, type PanelFigure } from '@oneclass/report';
import { PAGE, PICTURES, writeInto, type MapsFolder } from './folder.ts';
import { groupImages, shareOut, verdictOf, type ImageGroup, type Verdict } from './group.ts';
import { checkFormats, writeMapFiles, writeScale, type MapFiles } from './map-files.ts';
import { pictureName } from './picture-name.ts';
import { pixelFacts } from './pixel-facts.ts';
import { sectionsOf, type PageAbout } from './sections.ts';
import type { ScoreMaps } from './score-maps.ts';

export interface MapPage {
  readonly folder: MapsFolder;
  readonly maps: ScoreMaps;
  /** As the detector saw it, `[1, height, width, channels]`. */
  readonly image: (index: number) => Promise<Images>;
  /** Paths, or positions. */
  readonly ids: readonly string[];
  readonly scores: Float32Array;
  readonly threshold: number | null;
  /** Above it, and not above the threshold, an image is uncertain; none when absent. */
  readonly uncertain?: number | undefined;
  readonly pixelThreshold: number | null;
  /** What the images are, where it is known. */
  readonly truth?:
    | {
        readonly labels: Uint8Array;
        readonly kinds: readonly string[];
        /** At the maps' size. */
        readonly masks: ((index: number) => Promise<Mask | undefined>) | undefined;
      }
    | undefined;
  /** Own size of each image, which regions are counted in; no regions when absent. */
  readonly size?: ((index: number) => ImageSize) | undefined;
  /** Pixels of the image: smaller regions are not named; all are when absent. */
  readonly leastArea?: number | undefined;
  /** What else is written of each map, beside its picture. */
  readonly files?: MapFiles | undefined;
  readonly about: PageAbout;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
}

export interface WrittenPage {
  readonly page: string;
  /** Of all images, in their order. */
  readonly pictures: readonly string[];
}

/** Images whose pictures are on the page itself, which is one file; those of all are beside it. */
export const PLACES = 100;

/** Pictures that are compressed beside each other, in sharp's own threads. */
const AT_ONCE = 4;

/**
 * Pictures of every image, worst first, and the page that shows them; nothing is in its place
 * before all is there.
 * @throws OneClassError `not-written` when the disk is full or fails; what the images and maps
 *   throw
 */
export async function writeMapPage(report: MapPage): Promise<WrittenPage> {
  const { folder, maps, scores, threshold, pixelThreshold, truth, about, ids } = report;
  if (report.files) checkFormats(report.files.formats, pixelThreshold);
  const range = mapScale({ lowest: maps.lowest, highest: maps.highest, threshold: pixelThreshold });
  const { uncertain } = report;
  const groups = groupImages({ scores, threshold, uncertain, labels: truth?.labels });
  const order = groups.flatMap(({ positions }) => positions);
  const names = ids.map((id, position) =>
    pictureName({ position, id, kind: truth?.kinds[position] }),
  );
  const shown = shownOf(groups);
  const panels = await drawAll(report, { order, names, range, shown });
  if (report.files?.formats.includes('png16') === true) await writeScale(folder, scoresOf(maps));
  const page = htmlPage({
    title: about.title,
    subtitle: about.subtitle,
    generator: SCORE_MAP_PAGE.generator,
    sections: await sectionsOf({
      about,
      groups,
      shown,
      panels,
      order,
      names,
      range,
      ids,
      scores,
      threshold,
      uncertain,
      pixelThreshold,
      truth,
      clipped: maps.highest.some((score) => score > range.maximum),
    }),
  });
  await writeInto(folder, PAGE, page);
  report.signal?.throwIfAborted();
  await folder.commit();
  return {
    page: join(folder.path, PAGE),
    pictures: names.map((name) => join(folder.path, PICTURES, name)),
  };
}

function shownOf(groups: readonly ImageGroup[]): ReadonlySet<number> {
  const counts = shareOut(
    groups.map(({ positions }) => positions.length),
    PLACES,
  );
  return new Set(groups.flatMap(({ positions }, i) => positions.slice(0, counts[i])));
}

interface Drawing {
  readonly order: readonly number[];
  readonly names: readonly string[];
  readonly range: ColorRange;
  readonly shown: ReadonlySet<number>;
}

/** Writes the picture of each image; those for the page are returned. */
async function drawAll(
  report: MapPage,
  { order, names, range, shown }: Drawing,
): Promise<ReadonlyMap<number, PanelFigure>> {
  const { folder, signal, onProgress } = report;
  const figures = new Map<number, PanelFigure>();
  const phase = startPhase({
    phase: 'draw',
    steps: order.length,
    units: order.length,
    signal,
    onProgress,
  });
  let next = 0;
  let failed = false;
  const work = async (): Promise<void> => {
    try {
      while (next < order.length && !failed) {
        const position = order[next++] as number;
        const { panel, figure } = await draw(report, position, range);
        const name = names[position] ?? '';
        await writeInto(folder, join(PICTURES, name), await encodePanel(panel, 'png'));
        await writeNumbers(report, { position, name, range });
        if (shown.has(position)) figures.set(position, await figure(name));
        await phase.step(1);
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  // Settled, not all: nothing goes on in the background after a rejection.
  for (const worker of await Promise.allSettled(Array.from({ length: AT_ONCE }, work))) {
    if (worker.status === 'rejected') throw worker.reason;
  }
  phase.end();
  return figures;
}

interface Numbered {
  readonly position: number;
  readonly name: string;
  readonly range: ColorRange;
}

/** What is asked for of a map, beside its picture. */
async function writeNumbers(
  { folder, maps, files, pixelThreshold }: MapPage,
  { position, name, range }: Numbered,
): Promise<void> {
  if (!files) return;
  await writeMapFiles(files, {
    ...{ folder, name, range, index: position, threshold: pixelThreshold },
    map: { data: await maps.at(position), shape: maps.size },
    scores: scoresOf(maps),
  });
}

/** From the lowest to the highest score of all maps. */
const scoresOf = ({ lowest, highest }: ScoreMaps): ColorRange => ({
  minimum: lowest.reduce((a, b) => Math.min(a, b), Infinity),
  maximum: highest.reduce((a, b) => Math.max(a, b), -Infinity),
});

interface Drawn {
  readonly panel: ReturnType<typeof mapPanel>;
  /** For the page. */
  readonly figure: (name: string) => Promise<PanelFigure>;
}

async function draw(report: MapPage, position: number, range: ColorRange): Promise<Drawn> {
  const { maps, image, ids, scores, threshold, pixelThreshold, truth } = report;
  const map = await maps.at(position);
  const mask = await truth?.masks?.(position);
  const panel = mapPanel({
    image: await image(position),
    map: { data: map, shape: [1, ...maps.size] },
    range,
    threshold: pixelThreshold,
    truth: mask,
  });
  const judged = { scores, threshold, uncertain: report.uncertain, labels: truth?.labels };
  const verdict = verdictOf(judged, position);
  const kind = truth?.kinds[position];
  const title = titleOf(ids[position] ?? '', kind);
  const facts: [string, string][] = [
    ['score', formatScore(scores[position] ?? null)],
    ...(kind === undefined || title.includes(kind)
      ? []
      : [['kind', kind] satisfies [string, string]]),
    ...(pixelThreshold === null
      ? []
      : pixelFacts({
          ...{ map, mask, mapSize: maps.size, threshold: pixelThreshold },
          ...{ size: report.size?.(position), leastArea: report.leastArea },
        })),
  ];
  return {
    panel,
    figure: async (name) => ({
      picture: {
        bytes: await encodePanel(panel, 'webp'),
        type: 'image/webp',
        width: panel.width,
        height: panel.height,
      },
      labels: panel.labels,
      title,
      ...(verdict !== undefined && { verdict: { text: verdict, tone: TONES[verdict] } }),
      facts: [...facts, ['file', name]],
    }),
  };
}

const TONES: Readonly<Record<Verdict, 'right' | 'wrong' | 'plain'>> = {
  missed: 'wrong',
  'false alarm': 'wrong',
  found: 'right',
  passed: 'right',
  anomalous: 'plain',
  uncertain: 'plain',
  normal: 'plain',
};

/** The end of a path; of a position the kind before it. */
function titleOf(id: string, kind: string | undefined): string {
  const folder = basename(dirname(id));
  if (folder !== '' && folder !== '.') return `${folder}/${basename(id)}`;
  return kind === undefined ? basename(id) : `${kind} ${id}`;
}
