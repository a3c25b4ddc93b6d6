import { isMapDetector, type LabeledDataset } from '@oneclass/core';
import { fixedThreshold } from '@oneclass/core/thresholds';
import {
  evaluateInspector,
  type EvaluatedSet,
  type Inspector,
  type InspectorEvaluation,
  type Thresholds,
} from '@oneclass/inspection';
import { labeledImages, type DataOptions } from '@oneclass/inspection/node';
import { openMapsFolder, type MapsFolder } from '@oneclass/inspection/node/page';
import { formatCount } from '@oneclass/report';
import { useBackend } from '@oneclass/runtime';
import { createProgress, printJson, say, sayBackend, type Progress } from '@oneclass/terminal';
import type { EvaluateOptions } from '../command-line/evaluate.ts';
import { writeEvaluatedPage } from '../evaluated-page.ts';
import { parseDecodeLimits, parseOptionalNumber } from '../option/number.ts';
import { evaluatedImages, printEvaluation, printEvaluationCsv } from '../print/evaluation.ts';
import { maskProblemLines } from '../print/mask-problems.ts';
import { leaveUnreadable } from '../print/unreadable.ts';
import { whileReading } from '../print/while-reading.ts';
import { noMaps, openSaved, withThresholds } from '../saved-detector.ts';

type Options = EvaluateOptions & { readonly signal: AbortSignal };

/** `oneclass evaluate` */
export async function evaluate(file: string, data: string, options: Options): Promise<void> {
  const ownThresholds = givenThresholds(options);
  const limits = parseDecodeLimits(options);
  const backend = await useBackend(options.backend);
  const opened = await openSaved(file, options);
  const inspector = withThresholds(opened, {
    ...opened.thresholds,
    // Of the file's own threshold; no figure uses it.
    ...(ownThresholds.image && { uncertain: undefined }),
    ...ownThresholds,
  });
  const progress = createProgress(process.stderr);
  const unreadable = leaveUnreadable(options);
  let folder: MapsFolder | undefined;
  try {
    const { detector } = inspector;
    if (options.maps !== undefined && !isMapDetector(detector))
      throw await noMaps(detector.method, '--maps');
    folder = options.maps === undefined ? undefined : await openMapsFolder(options.maps);
    sayBackend(backend, options.backend);
    const given = await read(data, inspector, {
      ...{ ...options, ...limits, onUnreadable: unreadable.onUnreadable },
    });
    const found = await measure(inspector, given, { options, progress });
    const { labeled } = found;
    const about = { file, data, signal: options.signal, onProgress: progress.onProgress };
    if (folder) await writeEvaluatedPage(folder, { inspector, found }, about);
    progress.stop();
    if (labeled.masks && !isMapDetector(detector))
      say(`The data has masks, but ${detector.method} gives no score maps: no metrics of pixels.`);
    if (labeled.masks && isMapDetector(detector) && inspector.input.ignore)
      say('The detector ignores an area of the images: no metrics of pixels.');
    sayLeftOut(found.evaluation);
    maskProblemLines(found.evaluation).forEach(say);
    show(found, options);
    unreadable.end();
  } finally {
    progress.stop();
    await folder?.discard();
    inspector.dispose();
  }
}

function sayLeftOut(evaluation: InspectorEvaluation): void {
  const { leftOut, threshold, f1 } = evaluation;
  if (leftOut === null) {
    say(
      'The file does not say which images the detector was fitted on: the figures hold only if ' +
        'these are others.',
    );
  } else if (leftOut > 0) say(`Left out: ${formatCount(leftOut)} images that it was fitted on.`);
  const calibrated = calibratedLine(evaluation);
  if (calibrated !== undefined) say(calibrated);
  if (threshold !== null && f1 === null)
    say('No F1 or accuracy: they take other normal images than those, and anomalous ones.');
}

/** Which threshold was found on images that are evaluated on. */
function calibratedLine({
  calibratedOn,
  pixelCalibratedOn,
}: InspectorEvaluation): string | undefined {
  const [images, pixels] = [calibratedOn > 0, pixelCalibratedOn > 0];
  if (!images && !pixels) return undefined;
  if (images && pixels && calibratedOn !== pixelCalibratedOn) {
    return (
      `Its threshold of images was found on ${formatCount(calibratedOn)} of the others, that of ` +
      `pixels on ${formatCount(pixelCalibratedOn)}; they count for AUROC and the like, not for ` +
      'what uses the threshold that was found on them.'
    );
  }
  const which =
    images && pixels ? 'thresholds were' : `threshold of ${pixels ? 'pixels' : 'images'} was`;
  return (
    `Its ${which} found on ${formatCount(Math.max(calibratedOn, pixelCalibratedOn))} of the ` +
    'others, which count for AUROC and the like, not for what uses ' +
    `${images && pixels ? 'a' : 'this'} threshold.`
  );
}

/** Those that the user gives in place of the detector's own. */
function givenThresholds({ threshold, pixelThreshold }: Options): Thresholds {
  const image = parseOptionalNumber('--threshold', threshold);
  const pixel = parseOptionalNumber('--pixel-threshold', pixelThreshold);
  return {
    ...(image !== undefined && { image: fixedThreshold(image) }),
    ...(pixel !== undefined && { pixel: fixedThreshold(pixel) }),
  };
}

const read = (
  data: string,
  { input }: Inspector,
  {
    dataDir,
    maxPixels,
    decodeBytes,
    signal,
    onUnreadable,
  }: Omit<DataOptions, 'say' | 'onProgress'>,
): Promise<LabeledDataset> =>
  whileReading((onProgress) =>
    labeledImages(data, input, {
      ...{ dataDir, maxPixels, decodeBytes, signal },
      ...{ onUnreadable, onProgress, say },
    }),
  );

const measure = (
  inspector: Inspector,
  labeled: LabeledDataset,
  { options, progress }: { readonly options: Options; readonly progress: Progress },
): Promise<EvaluatedSet> =>
  evaluateInspector(inspector, labeled, {
    map: options.maps !== undefined,
    mapSize: options.mapSize,
    signal: options.signal,
    onProgress: progress.onProgress,
  });

function show(found: EvaluatedSet, { json, csv, maps }: Options): void {
  const { evaluation } = found;
  if (json === true) {
    const images = maps === undefined ? undefined : evaluatedImages(found, maps);
    printJson({ ...evaluation, images });
  } else if (csv === true) printEvaluationCsv(found, maps);
  else printEvaluation(evaluation);
}
