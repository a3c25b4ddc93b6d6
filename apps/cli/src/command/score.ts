import { join } from 'node:path';
import { isMapDetector, OneClassError } from '@oneclass/core';
import { fixedThreshold } from '@oneclass/core/thresholds';
import {
  answerOf,
  imageNotes,
  type Answer,
  type Inspector,
  type Thresholds,
} from '@oneclass/inspection';
import { imagePaths } from '@oneclass/inspection/node';
import {
  checkFormats,
  mapsInFile,
  openMapsFolder,
  picturePath,
  type MapFile,
  type MapFormat,
  type MapsFolder,
} from '@oneclass/inspection/node/page';
import { useBackend } from '@oneclass/runtime';
import { createProgress, EXIT, resultsClosed, say, sayBackend } from '@oneclass/terminal';
import type { ScoreOptions } from '../command-line/score.ts';
import { parseDecodeLimits, parseLeastArea, parseOptionalNumber } from '../option/number.ts';
import { parseMapFormats } from '../option/map-formats.ts';
import { scorePrinter } from '../print/scores.ts';
import { leaveUnreadable } from '../print/unreadable.ts';
import { noMaps, openSaved, withThresholds } from '../saved-detector.ts';
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
  const limits = parseDecodeLimits(options);
  const leastArea = parseLeastArea(options.leastArea);
  const regions = wantsRegions(options) && { leastArea };
  const formats = wantedFormats(options);
  const lines: string[] = [];
  const paths = await imagePaths(args, { ...limits, say: (line) => lines.push(line) });
  const backend = await useBackend(options.backend);
  const opened = await openSaved(file, options);
  const inspector = withThresholds(opened, { ...opened.thresholds, ...given });
  const { stop, onProgress } = createProgress(process.stderr);
  const { signal } = options;
  const unreadable = leaveUnreadable(options);
  let place: MapsPlace | undefined;
  try {
    const exit = anomalyExit(options, inspector);
    if (options.maps !== undefined) place = await openMaps(options.maps, inspector, formats);
    sayBackend(backend, options.backend);
    lines.forEach(say);
    const found: Answer[] = [];
    const notes = imageNotes(inspector.input);
    const printer = scorePrinter(inspector.thresholds.image?.value ?? null, {
      ...options,
      pictures: place !== undefined,
    });
    for await (const { map, position, ...findings } of inspector.inspectAll(paths, {
      ...{ ...limits, map: place !== undefined, regions, signal, onProgress },
      onImage: notes.onImage,
      onUnreadable: unreadable.onUnreadable,
    })) {
      if (map) await place?.maps.add(map);
      const path = paths[position] ?? '';
      const picture = place && picturePath(place.folder.path, { position: found.length, id: path });
      const answer = answerOf(findings, { path, picture });
      // Only one document needs the regions of all images at its end.
      found.push(options.json === true ? answer : { ...answer, regions: null });
      printer.add(answer);
      if (resultsClosed() && onlyPrints(options)) return;
    }
    if (found.length === 0) throw noneScored(unreadable.images.length);
    const about = { file, args, limits, leastArea, formats, signal, onProgress };
    if (place) await writeScoredPage(place, { inspector, found }, about);
    stop();
    notes.lines().forEach(say);
    printer.end(found, unreadable.images);
    exit(found);
    unreadable.end();
  } finally {
    stop();
    await place?.maps.close();
    await place?.folder.discard();
    inspector.dispose();
  }
}

/** Whether nothing is left to be done when nobody reads the results. */
const onlyPrints = ({ maps, failOnAnomaly }: Options): boolean =>
  maps === undefined && failOnAnomaly !== true;

const noneScored = (count: number): OneClassError =>
  new OneClassError('invalid-data', `None of ${String(count)} images can be used.`, {
    argument: 'images',
    received: count,
  });

/**
 * What gives the exit code at the end. Until then it says that the run failed.
 * @throws OneClassError `invalid-argument` without a threshold
 */
function anomalyExit(
  { failOnAnomaly }: Options,
  { thresholds }: Inspector,
): (found: readonly Answer[]) => void {
  if (failOnAnomaly !== true) return () => undefined;
  if (!thresholds.image) {
    throw new OneClassError(
      'invalid-argument',
      '--fail-on-anomaly needs a threshold, and this detector was fitted without one: nothing ' +
        'would ever be anomalous. Give --threshold NUMBER, or calibrate it: oneclass calibrate.',
      { argument: '--fail-on-anomaly' },
    );
  }
  process.exitCode = EXIT.failure;
  return (found) => {
    process.exitCode = found.some(({ anomalous }) => anomalous === true)
      ? EXIT.anomaly
      : EXIT.success;
  };
}

/** @throws OneClassError `invalid-argument` */
function wantsRegions({ regions, leastArea, maps, json, jsonl }: Options): boolean {
  const wrong = (flag: string, message: string): OneClassError =>
    new OneClassError('invalid-argument', message, { argument: flag });
  if (regions === true && json !== true && jsonl !== true)
    throw wrong('--regions', '--regions goes with --json or --jsonl, which have room for them.');
  if (leastArea !== undefined && regions !== true && maps === undefined)
    throw wrong('--least-area', '--least-area is of regions: give --regions or --maps DIR too.');
  return regions === true;
}

/** @throws OneClassError `invalid-argument` */
function wantedFormats({ mapsFormat, maps }: Options): readonly MapFormat[] {
  if (mapsFormat === undefined) return [];
  if (maps === undefined) {
    throw new OneClassError(
      'invalid-argument',
      '--maps-format says which files are written of score maps: give --maps DIR too.',
      { argument: '--maps-format' },
    );
  }
  return parseMapFormats(mapsFormat);
}

function givenThresholds(options: Options): Thresholds {
  const image = parseOptionalNumber('--threshold', options.threshold);
  const uncertain = parseOptionalNumber('--uncertain-threshold', options.uncertainThreshold);
  const pixel = parseOptionalNumber('--pixel-threshold', options.pixelThreshold);
  if (pixel !== undefined && options.maps === undefined && options.regions !== true) {
    throw new OneClassError(
      'invalid-argument',
      '--pixel-threshold says what is outlined in score maps, and what is a region: give --maps ' +
        'DIR or --regions too, or leave it out.',
      { argument: '--pixel-threshold' },
    );
  }
  return {
    ...(image !== undefined && { image: fixedThreshold(image) }),
    ...(uncertain !== undefined && { uncertain: fixedThreshold(uncertain) }),
    ...(pixel !== undefined && { pixel: fixedThreshold(pixel) }),
  };
}

/** Where maps go: the page's folder, and a file for those that are not drawn yet. */
interface MapsPlace {
  readonly folder: MapsFolder;
  readonly maps: MapFile;
}

async function openMaps(
  path: string,
  { detector, thresholds }: Inspector,
  formats: readonly MapFormat[],
): Promise<MapsPlace> {
  checkFormats(formats, thresholds.pixel?.value ?? null);
  if (!isMapDetector(detector)) throw await noMaps(detector.method, '--maps');
  const [height, width] = detector.sampleShape;
  const folder = await openMapsFolder(path);
  try {
    const maps = await mapsInFile(join(folder.staging, 'maps'), [height, width], path);
    return { folder, maps };
  } catch (error) {
    await folder.discard();
    throw error;
  }
}
