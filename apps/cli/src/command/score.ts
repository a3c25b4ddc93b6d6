import { join } from 'node:path';
import { isMapDetector, OneClassError } from '@oneclass/core';
import { fixedThreshold } from '@oneclass/core/thresholds';
import { imageNotes, type Inspector, type Thresholds } from '@oneclass/inspection';
import { imagePaths } from '@oneclass/inspection/node';
import {
  mapsInFile,
  openMapsFolder,
  picturePath,
  type MapFile,
  type MapsFolder,
} from '@oneclass/inspection/node/page';
import { useBackend } from '@oneclass/runtime';
import { createProgress, say, sayBackend } from '@oneclass/terminal';
import type { ScoreOptions } from '../command-line/score.ts';
import { parseMaxPixels, parseOptionalNumber } from '../option/number.ts';
import { scorePrinter, type ScoredImage } from '../print/scores.ts';
import { leaveUnreadable } from '../print/unreadable.ts';
import { noMaps, openSaved } from '../saved-detector.ts';
import { writeScoredPage } from '../scored-page.ts';

type Options = ScoreOptions & { readonly signal: AbortSignal };

/**
 * `oneclass score`: images are read and scored piece by piece, so that a folder may be larger than
 * memory.
 */
export async function score(
  file: string,
  args: readonly string[],
  options: Options,
): Promise<void> {
  const given = givenThresholds(options);
  const maxPixels = parseMaxPixels(options.maxPixels);
  const lines: string[] = [];
  const paths = await imagePaths(args, { say: (line) => lines.push(line) });
  const backend = await useBackend(options.backend);
  const opened = await openSaved(file, options);
  const inspector = opened.withThresholds({ ...opened.thresholds, ...given });
  const { stop, onProgress } = createProgress(process.stderr);
  const { signal } = options;
  const unreadable = leaveUnreadable(options);
  let place: MapsPlace | undefined;
  try {
    place = options.maps === undefined ? undefined : await openMaps(options.maps, inspector);
    sayBackend(backend, options.backend);
    lines.forEach(say);
    const found: ScoredImage[] = [];
    const notes = imageNotes(inspector.input);
    const printer = scorePrinter(inspector.thresholds.image?.value ?? null, {
      ...options,
      pictures: place !== undefined,
    });
    for await (const { map, position, score, anomalous } of inspector.inspectAll(paths, {
      ...{ map: place !== undefined, maxPixels, signal, onProgress },
      onImage: notes.onImage,
      onUnreadable: unreadable.onUnreadable,
    })) {
      if (map) await place?.maps.add(map);
      const path = paths[position] ?? '';
      const picture = place && picturePath(place.folder.path, { position: found.length, id: path });
      const image = { path, score, anomalous, picture };
      found.push(image);
      printer.add(image);
    }
    if (found.length === 0) throw noneScored(unreadable.images.length);
    const about = { file, args, maxPixels, signal, onProgress };
    if (place) await writeScoredPage(place, { inspector, found }, about);
    stop();
    notes.lines().forEach(say);
    printer.end(found, unreadable.images);
    unreadable.end();
  } finally {
    stop();
    await place?.maps.close();
    await place?.folder.discard();
    inspector.dispose();
  }
}

const noneScored = (count: number): OneClassError =>
  new OneClassError('invalid-data', `None of ${String(count)} images can be used.`, {
    argument: 'images',
    received: count,
  });

function givenThresholds({ threshold, pixelThreshold, maps }: Options): Thresholds {
  const image = parseOptionalNumber('--threshold', threshold);
  const pixel = parseOptionalNumber('--pixel-threshold', pixelThreshold);
  if (pixel !== undefined && maps === undefined) {
    throw new OneClassError(
      'invalid-argument',
      '--pixel-threshold outlines what is above it in score maps: give --maps DIR too, or ' +
        'leave it out.',
      { argument: '--pixel-threshold' },
    );
  }
  return {
    ...(image !== undefined && { image: fixedThreshold(image) }),
    ...(pixel !== undefined && { pixel: fixedThreshold(pixel) }),
  };
}

/** Where maps go: the page's folder, and a file for those that are not drawn yet. */
interface MapsPlace {
  readonly folder: MapsFolder;
  readonly maps: MapFile;
}

async function openMaps(path: string, { detector }: Inspector): Promise<MapsPlace> {
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
