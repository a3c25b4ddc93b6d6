import { join } from 'node:path';
import { isMapDetector, isOneClassError, OneClassError, type Detector } from '@oneclass/core';
import type { ImageSet } from '@oneclass/core/datasets';
import { images } from '@oneclass/core/node';
import type { Images } from '@oneclass/pictures';
import { formatScore } from '@oneclass/report';
import { useBackend } from '@oneclass/runtime';
import {
  createProgress,
  print,
  printJson,
  say,
  sayBackend,
  type Progress,
} from '@oneclass/terminal';
import { stringify } from 'csv-stringify/sync';
import { imagePaths } from '../data.ts';
import { openDetector, type OpenDetector } from '../detector-file.ts';
import { openMapsFolder, type MapsFolder } from '../maps/folder.ts';
import { writeMapReport } from '../maps/report.ts';
import { mapsInFile, type MapFile } from '../maps/score-maps.ts';
import { noMaps } from '../method.ts';
import { parseOptionalNumber } from '../option.ts';
import { printTable } from '../print-table.ts';
import { countImages } from '../read-progress.ts';

export interface ScoreOptions {
  readonly threshold?: string | undefined;
  readonly pixelThreshold?: string | undefined;
  readonly maps?: string | undefined;
  readonly method?: string | undefined;
  readonly features?: string | undefined;
  readonly weights?: string | undefined;
  readonly json?: boolean | undefined;
  readonly csv?: boolean | undefined;
  readonly backend?: string | undefined;
  readonly signal: AbortSignal;
}

interface ImageScore {
  readonly path: string;
  readonly score: number;
  /** null without a threshold. */
  readonly anomalous: boolean | null;
}

/**
 * `oneclass score`: images are read and scored piece by piece, so that a folder may be larger than
 * memory.
 */
export async function score(
  file: string,
  args: readonly string[],
  options: ScoreOptions,
): Promise<void> {
  const given = parseThresholds(options);
  const paths = await imagePaths(args);
  const backend = await useBackend(options.backend);
  const opened = await openDetector(file, options);
  const { detector, artifact, dispose } = opened;
  const threshold = given.image ?? artifact.calibration?.value ?? null;
  const progress = createProgress(process.stderr);
  const { signal } = options;
  let place: MapsPlace | undefined;
  try {
    place = options.maps === undefined ? undefined : await openMaps(options.maps, detector);
    sayBackend(backend, options.backend);
    const scores = await scorePaths(opened, paths, { maps: place?.maps, progress, signal });
    if (place) {
      const pixelThreshold = given.pixel ?? artifact.pixelCalibration?.value ?? null;
      const run = { place, file, args, threshold, pixelThreshold, signal, progress };
      await report(opened, { paths, scores }, run);
    }
    progress.stop();
    const results = paths.map((path, i) => {
      const value = scores[i] as number;
      return { path, score: value, anomalous: threshold === null ? null : value > threshold };
    });
    show(results, { ...options, threshold });
  } finally {
    progress.stop();
    await place?.maps.close();
    await place?.folder.discard();
    dispose();
  }
}

interface Thresholds {
  readonly image: number | undefined;
  readonly pixel: number | undefined;
}

function parseThresholds({ threshold, pixelThreshold, maps }: ScoreOptions): Thresholds {
  const image = parseOptionalNumber('--threshold', threshold);
  const pixel = parseOptionalNumber('--pixel-threshold', pixelThreshold);
  if (pixel === undefined || maps !== undefined) return { image, pixel };
  throw new OneClassError(
    'invalid-argument',
    '--pixel-threshold outlines what is above it in score maps: give --maps DIR too, or ' +
      'leave it out.',
    { argument: '--pixel-threshold' },
  );
}

/** Where maps go: the page's folder, and a file for those that are not drawn yet. */
interface MapsPlace {
  readonly folder: MapsFolder;
  readonly maps: MapFile;
}

async function openMaps(path: string, detector: Detector): Promise<MapsPlace> {
  if (!isMapDetector(detector)) throw await noMaps(detector.method, '--maps');
  const [height, width] = detector.sampleShape;
  const folder = await openMapsFolder(path);
  try {
    return { folder, maps: await mapsInFile(join(folder.staging, 'maps'), [height, width]) };
  } catch (error) {
    await folder.discard();
    throw error;
  }
}

interface Reporting {
  readonly place: MapsPlace;
  readonly file: string;
  readonly args: readonly string[];
  readonly threshold: number | null;
  readonly pixelThreshold: number | null;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

async function report(
  { artifact, input }: OpenDetector,
  { paths, scores }: { readonly paths: readonly string[]; readonly scores: Float32Array },
  { place, file, args, progress, ...run }: Reporting,
): Promise<void> {
  const named = `${args.slice(0, 5).join(', ')}${args.length > 5 ? ', …' : ''}`;
  await writeMapReport({
    ...place,
    ...run,
    image: async (index) => pixelsOf(await images([paths[index] ?? ''], input)),
    ids: paths,
    scores,
    about: {
      title: `Score maps: ${artifact.method}`,
      subtitle: `${file} on ${named}`,
      figures: [],
      details: { detector: file, ...artifact },
    },
    onProgress: progress.onProgress,
  });
}

const pixelsOf = ({ bytes, size, sampleShape }: ImageSet): Images => ({
  data: bytes,
  shape: [size, ...sampleShape],
});

/** Bytes of images in memory at a time. */
const CHUNK_BYTES = 2 ** 26;

interface Scoring {
  /** Where maps go, if any are wanted. */
  readonly maps: MapFile | undefined;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

async function scorePaths(
  { detector, input }: OpenDetector,
  paths: readonly string[],
  { maps, progress, signal }: Scoring,
): Promise<Float32Array> {
  const bytesPerImage = input.height * input.width * input.channels;
  const chunk = Math.max(1, Math.floor(CHUNK_BYTES / bytesPerImage));
  const scores = new Float32Array(paths.length);
  const counter = countImages('score', progress.onProgress);
  for (let start = 0; start < paths.length; start += chunk) {
    const part = paths.slice(start, start + chunk);
    const onProgress = (done: number): void => {
      counter(start + done, paths.length);
    };
    const batch = await images(part, input, { signal, onProgress });
    const found = await computePart(detector, batch, { part, maps, signal });
    scores.set(found, start);
  }
  return scores;
}

/** Scores of the images at these paths; their maps are added to `maps`. */
async function computePart(
  detector: Detector,
  batch: ImageSet,
  { part, maps, signal }: Omit<Scoring, 'progress'> & { readonly part: readonly string[] },
): Promise<Float32Array> {
  try {
    if (!maps) return await detector.score(batch, { signal });
    const found = await detector.compute(batch, ['score', 'map'], { signal });
    await maps.add(found.map);
    return found.score.data;
  } catch (error) {
    if (!isOneClassError(error) || error.code !== 'invalid-data') throw error;
    const message = `${error.message} (Positions are counted from "${part[0] ?? ''}".)`;
    throw new OneClassError(error.code, message, { argument: part[0], cause: error });
  }
}

const verdict = (anomalous: boolean | null): string =>
  anomalous === null ? '–' : anomalous ? 'anomalous' : 'normal';

function show(
  results: readonly ImageScore[],
  {
    threshold,
    json,
    csv,
  }: { threshold: number | null; json?: boolean | undefined; csv?: boolean | undefined },
): void {
  if (json === true) {
    printJson({ threshold, images: results });
  } else if (csv === true) {
    const rows = results.map(({ path, score: value, anomalous }) => [
      path,
      String(value),
      anomalous === null ? '' : String(anomalous),
    ]);
    print(stringify([['path', 'score', 'anomalous'], ...rows]).trimEnd());
  } else {
    printTable(
      ['score', 'verdict', 'image'],
      results.map(({ path, score: value, anomalous }) => [
        formatScore(value),
        verdict(anomalous),
        path,
      ]),
    );
    if (threshold === null)
      say(
        'No threshold: this detector was fitted without one. Fit with --threshold fpr=0.05, ' +
          'or give --threshold NUMBER.',
      );
  }
}
