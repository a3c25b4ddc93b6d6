import { join } from 'node:path';
import { isMapDetector, OneClassError, scoreWithMaps, type ProgressEvent } from '@oneclass/core';
import type { ImageSet } from '@oneclass/core/datasets';
import { images } from '@oneclass/core/node';
import { formatScore, type Images } from '@oneclass/report';
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
import { checkFinite, openDetector, type OpenDetector } from '../detector-file.ts';
import { openMapsFolder, type MapsFolder } from '../maps/folder.ts';
import { writeMapReport } from '../maps/report.ts';
import { mapsInFile, type MapFile } from '../maps/score-maps.ts';
import { noMaps } from '../method.ts';
import { parseOptionalNumber } from '../option.ts';
import { printTable } from '../print-table.ts';

export interface ScoreOptions {
  readonly threshold?: string;
  readonly pixelThreshold?: string;
  readonly maps?: string;
  readonly method?: string;
  readonly weights?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly backend?: string;
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
  const given = {
    image: parseOptionalNumber('--threshold', options.threshold),
    pixel: parseOptionalNumber('--pixel-threshold', options.pixelThreshold),
  };
  if (given.pixel !== undefined && options.maps === undefined) {
    throw new OneClassError(
      'invalid-argument',
      '--pixel-threshold outlines what is above it in score maps: give --maps DIR too, or ' +
        'leave it out.',
      { argument: '--pixel-threshold' },
    );
  }
  const paths = await imagePaths(args);
  const backend = await useBackend(options.backend);
  const opened = await openDetector(file, options);
  const { detector, artifact, dispose } = opened;
  const threshold = given.image ?? artifact.calibration?.value ?? null;
  const progress = createProgress(process.stderr);
  let folder: MapsFolder | undefined;
  let maps: MapFile | undefined;
  try {
    if (options.maps !== undefined && !isMapDetector(detector))
      throw noMaps(detector.method, '--maps');
    folder = options.maps === undefined ? undefined : await openMapsFolder(options.maps);
    maps =
      folder &&
      (await mapsInFile(join(folder.staging, 'maps'), [
        detector.sampleShape[0],
        detector.sampleShape[1],
      ]));
    sayBackend(backend, options.backend);
    const { signal } = options;
    const check = (scores: Float32Array): void => {
      checkFinite(scores, file);
    };
    const scores = await scorePaths(opened, paths, { maps, progress, signal, check });
    if (folder && maps) {
      const pixelThreshold = given.pixel ?? artifact.pixelCalibration?.value ?? null;
      const about = {
        title: `Score maps: ${artifact.method}`,
        subtitle: `${file} on ${args.slice(0, 5).join(', ')}${args.length > 5 ? ', …' : ''}`,
        figures: [],
        details: { detector: file, ...artifact },
      };
      const image = async (index: number): Promise<Images> =>
        pixelsOf(await images([paths[index] ?? ''], opened.input));
      await writeMapReport({
        folder,
        maps,
        image,
        ids: paths,
        scores,
        threshold,
        pixelThreshold,
        about,
        signal,
        onProgress: progress.onProgress,
      });
    }
    progress.stop();
    show(
      paths.map((path, i) => {
        const value = scores[i] as number;
        return { path, score: value, anomalous: threshold === null ? null : value > threshold };
      }),
      { ...options, threshold },
    );
  } finally {
    progress.stop();
    await maps?.close();
    await folder?.discard();
    dispose();
  }
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
  readonly check: (scores: Float32Array) => void;
}

async function scorePaths(
  { detector, input }: OpenDetector,
  paths: readonly string[],
  { maps, progress, signal, check }: Scoring,
): Promise<Float32Array> {
  const chunk = Math.max(
    1,
    Math.floor(CHUNK_BYTES / (input.height * input.width * input.channels)),
  );
  const scores = new Float32Array(paths.length);
  const started = performance.now();
  const report = (done: number): void => {
    const imagesPerSecond = (done * 1000) / (performance.now() - started);
    const event: ProgressEvent = {
      type: 'step-end',
      phase: 'score',
      epoch: 1,
      step: done,
      stepsPerEpoch: paths.length,
      losses: {},
      imagesPerSecond,
    };
    progress.onProgress(event);
  };
  progress.onProgress({ type: 'phase-start', phase: 'score', stepsPerEpoch: paths.length });
  for (let start = 0; start < paths.length; start += chunk) {
    const part = paths.slice(start, start + chunk);
    const batch = await images(part, input, {
      signal,
      onProgress: (done) => {
        report(start + done);
      },
    });
    if (maps && isMapDetector(detector)) {
      const scored = await scoreWithMaps(detector, batch, { signal });
      check(scored.maps.data);
      await maps.add(scored.maps);
      scores.set(scored.scores, start);
    } else {
      scores.set(await detector.score(batch, { signal }), start);
    }
  }
  check(scores);
  return scores;
}

const verdict = (anomalous: boolean | null): string =>
  anomalous === null ? '–' : anomalous ? 'anomalous' : 'normal';

function show(
  results: readonly ImageScore[],
  { threshold, json, csv }: { threshold: number | null; json?: boolean; csv?: boolean },
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
