import {
  pack,
  parseSettings,
  type Detector,
  type InputSpec,
  type Method,
  type PackageId,
  type ProgressEvent,
} from '@oneclass/core';
import { writeFileAtomic } from '@oneclass/core/node';
import { formatCount } from '@oneclass/report';
import { useBackend, type BackendChoice } from '@oneclass/runtime';
import {
  createProgress,
  InterruptedError,
  say,
  sayBackend,
  type Progress,
} from '@oneclass/terminal';
import type { Thresholds } from '../calibration.ts';
import { checkedDetector } from '../checked-detector.ts';
import { normalImages } from '../data.ts';
import { checkWritable } from '../detector-file.ts';
import { withFeatures } from '../features.ts';
import {
  calibrateFit,
  planCalibration,
  setAside,
  type CalibrationPlan,
  type HeldOut,
  type ThresholdOptions,
} from '../fit-calibration.ts';
import { openCheckpoint } from '../fit-checkpoint.ts';
import { chooseInput } from '../fit-input.ts';
import { printFitReport, type FitReport } from '../fit-report.ts';
import { findMethod } from '../installed.ts';
import { parseSeed } from '../option.ts';
import { readProgress } from '../read-progress.ts';
import { estimateTime } from '../time-estimate.ts';

export interface FitOptions extends ThresholdOptions {
  readonly output: string;
  readonly set?: readonly string[] | undefined;
  readonly seed?: string | undefined;
  readonly size?: string | undefined;
  readonly channels?: string | undefined;
  readonly checkpoint?: string | undefined;
  readonly resume?: boolean | undefined;
  readonly features?: string | undefined;
  readonly weights?: string | undefined;
  readonly json?: boolean | undefined;
  readonly backend?: string | undefined;
  readonly dataDir?: string | undefined;
  readonly signal: AbortSignal;
}

/** `oneclass fit`: everything that can be wrong is looked at before the long part. */
export async function fit(methodName: string, data: string, options: FitOptions): Promise<void> {
  const found = await findMethod(methodName);
  const plan = await planCalibration(options, found.value);
  const settings = {
    ...parseSettings(options.set ?? []),
    ...(options.seed !== undefined && { seed: parseSeed(options.seed) }),
  };
  await checkWritable(options.output);
  const checkpoint = await openCheckpoint(options, found.value);
  const backend = await useBackend(options.backend);
  const ready = await withFeatures(found.value, settings, options);
  try {
    const images = await readImages(data, ready, { plan, options });
    sayBackend(backend, options.backend);
    sayWhat(ready.method, images);
    await fitAndSave(images, ready, { plan, from: found.package, checkpoint, backend, options });
  } finally {
    ready.dispose();
  }
}

type Ready = Awaited<ReturnType<typeof withFeatures>>;

interface Images extends HeldOut {
  /** What they are brought to. */
  readonly input: InputSpec;
}

async function readImages(
  data: string,
  { method, config }: Ready,
  { plan, options }: Pick<Fit, 'plan' | 'options'>,
): Promise<Images> {
  const { dataDir, signal, size, channels } = options;
  const reading = readProgress();
  const normal = await normalImages(data, { dataDir, signal, onRead: reading.onRead });
  const input = chooseInput(normal, method, { config, size, channels });
  const images = await normal.load(input).finally(reading.stop);
  return { input, ...setAside(images, plan, config.seed ?? 0) };
}

function sayWhat({ name }: Method, { rest, input: { height, width, channels } }: Images): void {
  const shape = [height, width, channels].join('×');
  say(`${name} on ${formatCount(rest.size)} normal images of ${shape}`);
}

interface Fit {
  readonly plan: CalibrationPlan;
  /** The method's package. */
  readonly from: PackageId | undefined;
  readonly checkpoint: Awaited<ReturnType<typeof openCheckpoint>>;
  readonly backend: BackendChoice;
  readonly options: FitOptions;
}

async function fitAndSave(images: Images, ready: Ready, fit: Fit): Promise<void> {
  const { checkpoint, options } = fit;
  const progress = createProgress(process.stderr);
  let fitted: Fitted | undefined;
  try {
    fitted = await runFit(images, ready, { ...fit, progress });
    progress.stop();
    await save(fitted, images, { ...fit, ready });
    await checkpoint?.remove();
    printFitReport(reportOf(fitted, images, options), options);
  } catch (error) {
    progress.stop();
    if (error instanceof InterruptedError && (await checkpoint?.exists()) === true)
      say('The fit is saved: the same command with --resume continues it.');
    throw error;
  } finally {
    progress.stop();
    fitted?.detector.dispose();
  }
}

interface Fitted {
  readonly detector: Detector;
  readonly thresholds: Thresholds;
  /** Of the last epoch. */
  readonly losses: Readonly<Record<string, number>>;
  /** Of the fit, without the calibration. */
  readonly seconds: number;
}

async function runFit(
  { rest, heldOut }: Images,
  { method, config }: Ready,
  { plan, checkpoint, options, progress }: Fit & { readonly progress: Progress },
): Promise<Fitted> {
  const { signal } = options;
  const losses: Readonly<Record<string, number>>[] = [];
  const onProgress = watch(progress, losses, adviceFor(method, checkpoint !== undefined));
  const started = performance.now();
  const fitted = await method.fit(rest, config, { signal, onProgress, checkpoint });
  const detector = checkedDetector(fitted, { file: options.output, method });
  const seconds = (performance.now() - started) / 1000;
  try {
    const thresholds = await calibrateFit(detector, plan, { heldOut, signal, onProgress });
    return { detector, thresholds, losses: losses.at(-1) ?? {}, seconds };
  } catch (error) {
    detector.dispose();
    throw error;
  }
}

function adviceFor({ resumable }: Method, saves: boolean): string {
  if (saves) return 'Ctrl-C stops, --resume continues';
  return resumable ? '--checkpoint DIR saves it as it goes, Ctrl-C stops' : 'Ctrl-C stops';
}

async function save(
  { detector, thresholds }: Fitted,
  { input }: Images,
  { ready, from, backend, options }: Fit & { readonly ready: Ready },
): Promise<void> {
  const bytes = pack(detector, {
    input,
    calibration: thresholds.image,
    pixelCalibration: thresholds.pixel,
    package: from,
    featuresPackage: ready.featuresPackage,
    versions: { node: process.versions.node, ...backend.versions },
  });
  options.signal.throwIfAborted();
  await writeFileAtomic(options.output, bytes);
}

const reportOf = (
  { detector, thresholds, losses, seconds }: Fitted,
  { input, rest, heldOut }: Images,
  { output }: FitOptions,
): FitReport => ({
  file: output,
  method: detector.method,
  input,
  fittedOn: rest.size,
  heldOut: heldOut?.size ?? 0,
  threshold: thresholds.image ?? null,
  pixelThreshold: thresholds.pixel ?? null,
  losses,
  seconds,
});

function watch(
  progress: Progress,
  losses: Readonly<Record<string, number>>[],
  advice: string,
): (event: ProgressEvent) => void {
  const estimate = estimateTime(progress.say, advice);
  return (event) => {
    if (event.type === 'epoch-end') losses.push(event.losses);
    progress.onProgress(event);
    estimate(event);
  };
}
