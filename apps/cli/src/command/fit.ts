import {
  isOneClassError,
  OneClassError,
  parseSettings,
  type Dataset,
  type InputSpec,
  type Method,
  type ProgressEvent,
} from '@oneclass/core';
import { readMask } from '@oneclass/core/node';
import {
  fitInspector,
  planCalibration,
  type FittedInspector,
  type FoundMethod,
  type Settings,
  type ThresholdOptions,
} from '@oneclass/inspection';
import {
  checkpointFolder,
  checkWritable,
  findMethod,
  normalImages,
  type CheckpointFolder,
  type DataOptions,
} from '@oneclass/inspection/node';
import { useBackend, type BackendChoice } from '@oneclass/runtime';
import {
  createProgress,
  InterruptedError,
  say,
  sayBackend,
  type Progress,
} from '@oneclass/terminal';
import type { FitOptions } from '../command-line/fit.ts';
import { defaultMethod } from '../default-method.ts';
import { fitArguments } from '../fit-arguments.ts';
import { readyMethod, type ReadyMethod } from '../fit-method.ts';
import {
  parseChannels,
  parseDecodeLimits,
  parseFraction,
  parseSeed,
  parseSize,
  type ParsedLimits,
} from '../option/number.ts';
import {
  parsePixelRule,
  parseUncertainRule,
  parseUnlabeledRule,
} from '../option/threshold-rule.ts';
import { printFitReport } from '../print/fit-report.ts';
import { sayShapes } from '../print/say-shapes.ts';
import { estimateTime } from '../print/time-estimate.ts';
import { leaveUnreadable } from '../print/unreadable.ts';
import { whileReading } from '../print/while-reading.ts';
import { saveFitted } from '../save-fitted.ts';
import { noMaps, places } from '../saved-detector.ts';

type Options = FitOptions & { readonly signal: AbortSignal };

/**
 * `oneclass fit`: everything that can be wrong is looked at before the long part.
 * @param given the data, as `fitArguments` takes it
 */
export async function fit(given: readonly string[], options: Options): Promise<void> {
  const { data, method } = await fitArguments(given, options.method);
  const found =
    method === undefined
      ? await defaultMethod(places(), options.features)
      : await findMethod(method, places());
  const thresholds = await thresholdsOf(options, found);
  const settings = settingsOf(options);
  const limits = parseDecodeLimits(options);
  await checkWritable(options.output);
  const checkpoint = await openCheckpoint(options, found);
  let ready: ReadyMethod | undefined;
  try {
    const backend = await useBackend(options.backend);
    ready = await readyMethod(found, settings, options);
    const { onUnreadable, end } = leaveUnreadable(options);
    const images = await readImages(data, ready, {
      ...{ ...options, ...limits, thresholds, onUnreadable },
    });
    sayBackend(backend, options.backend);
    await fitAndSave(images, ready, { thresholds, checkpoint, backend, options });
    end();
  } finally {
    ready?.dispose();
    await checkpoint?.release();
  }
}

const settingsOf = ({ set, seed }: Options): Settings => ({
  ...parseSettings(set ?? []),
  ...(seed !== undefined && { seed: parseSeed(seed) }),
});

async function thresholdsOf(
  { threshold, uncertainThreshold, pixelThreshold, holdOut, evaluationShare }: Options,
  { value: method }: FoundMethod,
): Promise<ThresholdOptions> {
  const rules: ThresholdOptions = {
    threshold: threshold === undefined ? undefined : parseUnlabeledRule(threshold),
    uncertainThreshold:
      uncertainThreshold === undefined ? undefined : parseUncertainRule(uncertainThreshold),
    pixelThreshold: pixelThreshold === undefined ? undefined : parsePixelRule(pixelThreshold),
    holdOut: holdOut === undefined ? undefined : parseFraction('--hold-out', holdOut),
    evaluationShare:
      evaluationShare === undefined
        ? undefined
        : parseFraction('--evaluation-share', evaluationShare),
  };
  if (rules.pixelThreshold && !method.outputs.includes('map'))
    throw await noMaps(method.name, '--pixel-threshold');
  planCalibration(rules, method);
  return rules;
}

/** Undefined without `--checkpoint`, and for a method that does not save itself. */
async function openCheckpoint(
  { checkpoint: folder, resume }: Options,
  { value: { name, resumable } }: FoundMethod,
): Promise<CheckpointFolder | undefined> {
  if (folder === undefined) {
    if (resume !== true) return undefined;
    throw new OneClassError(
      'invalid-argument',
      '--resume continues the fit that --checkpoint DIR holds: give --checkpoint DIR too.',
      { argument: '--checkpoint' },
    );
  }
  if (resumable) return checkpointFolder(folder, { resume, say });
  say(`${name} fits in one go: --checkpoint saves nothing of it, and a fit begins anew.`);
  return undefined;
}

const NO_TEST =
  'All the normal images go into the fit, which leaves none to evaluate on: ' +
  '--evaluation-share 0.2 keeps a fifth of them.';

const keptTwice = (data: string): OneClassError =>
  new OneClassError(
    'invalid-argument',
    `${data} has test images of its own, which evaluate takes: what --evaluation-share keeps ` +
      'would be used by nothing. Leave it out.',
    { argument: '--evaluation-share' },
  );

interface Images {
  readonly normal: Dataset;
  /** What they are brought to. */
  readonly input: InputSpec;
}

type ReadOptions = Omit<Options, 'maxPixels' | 'decodeBytes'> &
  ParsedLimits &
  Pick<DataOptions, 'onUnreadable'> & {
    readonly thresholds: ThresholdOptions;
  };

const readImages = (
  data: string,
  { method, config }: ReadyMethod,
  { dataDir, size, channels, ignore, thresholds, ...reading }: ReadOptions,
): Promise<Images> =>
  whileReading(async (onProgress) => {
    const { maxPixels, decodeBytes, signal, onUnreadable } = reading;
    const images = await normalImages(data, {
      ...{ dataDir, maxPixels, decodeBytes, signal, onUnreadable, say, onProgress },
    });
    const { evaluationShare } = thresholds;
    if (images.hasTest && evaluationShare !== undefined) throw keptTwice(data);
    if (!images.hasTest && evaluationShare === undefined) say(NO_TEST);
    const input = await images.inputFor(method, {
      ...thresholds,
      config,
      ignore: ignore === undefined ? undefined : await readMask(ignore, { maxPixels }),
      size: size === undefined ? undefined : parseSize(size),
      channels: channels === undefined ? undefined : parseChannels(channels),
    });
    if (images.shapes) sayShapes(images.shapes, input, { size, channels });
    return { input, normal: await images.load(input) };
  });

interface Fit {
  readonly thresholds: ThresholdOptions;
  readonly checkpoint: CheckpointFolder | undefined;
  readonly backend: BackendChoice;
  readonly options: Options;
}

async function fitAndSave(images: Images, ready: ReadyMethod, fit: Fit): Promise<void> {
  const { checkpoint, options } = fit;
  const progress = createProgress(process.stderr);
  let fitted: FittedInspector | undefined;
  try {
    fitted = await runFit(images, ready, { ...fit, progress });
    progress.stop();
    options.signal.throwIfAborted();
    await saveFitted(fitted.inspector, options.output, checkpoint);
    await checkpoint?.remove();
    printFitReport(fitted, options);
  } catch (error) {
    progress.stop();
    if (isStopped(error) && (await checkpoint?.exists()) === true)
      say('The fit is saved: the same command with --resume continues it.');
    throw error;
  } finally {
    progress.stop();
    fitted?.inspector.dispose();
  }
}

/** By Ctrl-C, or a disk that is full: what it has done is not lost. */
const isStopped = (error: unknown): boolean =>
  error instanceof InterruptedError || (isOneClassError(error) && error.code === 'not-written');

const runFit = (
  { normal, input }: Images,
  { method, config, package: from, featuresPackage }: ReadyMethod,
  { thresholds, checkpoint, backend, options, progress }: Fit & { readonly progress: Progress },
): Promise<FittedInspector> =>
  fitInspector(method, normal, {
    ...thresholds,
    ...{ config, input, checkpoint, say },
    name: options.output,
    origin: {
      package: from,
      featuresPackage,
      versions: { node: process.versions.node, ...backend.versions },
    },
    signal: options.signal,
    onProgress: watch(progress, adviceFor(method, checkpoint !== undefined)),
  });

function adviceFor({ resumable }: Method, saves: boolean): string {
  if (saves) return 'Ctrl-C stops, --resume continues';
  return resumable ? '--checkpoint DIR saves it as it goes, Ctrl-C stops' : 'Ctrl-C stops';
}

function watch(progress: Progress, advice: string): (event: ProgressEvent) => void {
  const estimate = estimateTime(progress.say, advice);
  return (event) => {
    progress.onProgress(event);
    estimate(event);
  };
}
