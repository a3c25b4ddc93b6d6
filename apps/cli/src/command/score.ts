import type { ProgressEvent, ScoreRun } from '@oneclass/core';
import { images } from '@oneclass/core/node';
import { formatScore } from '@oneclass/report';
import { useBackend } from '@oneclass/runtime';
import { createProgress, print, printJson, say, sayBackend } from '@oneclass/terminal';
import { stringify } from 'csv-stringify/sync';
import { imagePaths } from '../data.ts';
import { checkFinite, openDetector, type OpenDetector } from '../detector-file.ts';
import { parseNumber } from '../option.ts';
import { printTable } from '../print-table.ts';

export interface ScoreOptions {
  readonly threshold?: string;
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

/** `oneclass score`: images are read and scored piece by piece, so that a folder may be larger than memory. */
export async function score(file: string, args: readonly string[], options: ScoreOptions): Promise<void> {
  const given = options.threshold === undefined ? undefined : parseNumber('--threshold', options.threshold);
  const paths = await imagePaths(args);
  const backend = await useBackend(options.backend);
  const opened = await openDetector(file, options);
  sayBackend(backend, options.backend);
  const threshold = given ?? opened.artifact.calibration?.value ?? null;
  try {
    const scores = await scorePaths(opened, paths, options.signal);
    checkFinite(scores, file);
    show(
      paths.map((path, i) => {
        const value = scores[i] as number;
        return { path, score: value, anomalous: threshold === null ? null : value > threshold };
      }),
      { ...options, threshold },
    );
  } finally {
    opened.dispose();
  }
}

/** Bytes of images in memory at a time. */
const CHUNK_BYTES = 2 ** 26;

async function scorePaths({ detector, input }: OpenDetector, paths: readonly string[], signal: AbortSignal): Promise<Float32Array> {
  const chunk = Math.max(1, Math.floor(CHUNK_BYTES / (input.height * input.width * input.channels)));
  const scores = new Float32Array(paths.length);
  const progress = createProgress(process.stderr);
  const started = performance.now();
  const report = (done: number): void => {
    const imagesPerSecond = (done * 1000) / (performance.now() - started);
    const event: ProgressEvent = { type: 'step-end', phase: 'score', epoch: 1, step: done, stepsPerEpoch: paths.length, losses: {}, imagesPerSecond };
    progress.onProgress(event);
  };
  progress.onProgress({ type: 'phase-start', phase: 'score', stepsPerEpoch: paths.length });
  try {
    for (let start = 0; start < paths.length; start += chunk) {
      const part = paths.slice(start, start + chunk);
      const batch = await images(part, input, {
        signal,
        onProgress: (done) => {
          report(start + done);
        },
      });
      const run: ScoreRun = { signal };
      scores.set(await detector.score(batch, run), start);
    }
    return scores;
  } finally {
    progress.stop();
  }
}

const verdict = (anomalous: boolean | null): string => (anomalous === null ? '–' : anomalous ? 'anomalous' : 'normal');

function show(results: readonly ImageScore[], { threshold, json, csv }: { threshold: number | null; json?: boolean; csv?: boolean }): void {
  if (json === true) {
    printJson({ threshold, images: results });
  } else if (csv === true) {
    const rows = results.map(({ path, score: value, anomalous }) => [path, String(value), anomalous === null ? '' : String(anomalous)]);
    print(stringify([['path', 'score', 'anomalous'], ...rows]).trimEnd());
  } else {
    printTable(['score', 'verdict', 'image'], results.map(({ path, score: value, anomalous }) => [formatScore(value), verdict(anomalous), path]));
    if (threshold === null) say('No threshold: this detector was fitted without one. Fit with --threshold fpr=0.05, or give --threshold NUMBER.');
  }
}
