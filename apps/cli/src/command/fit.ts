import {
  pack,
  parseSettings,
  type Detector,
  type MethodConfig,
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
import { normalImages } from '../data.ts';
import { checkWritable } from '../detector-file.ts';
import { withFeatures, type ReadyMethod } from '../features.ts';
import {
  calibrateFit,
  planCalibration,
  setAside,
  type CalibrationPlan,
  type ThresholdOptions,
} from '../fit-calibration.ts';
import { openCheckpoint } from '../fit-checkpoint.ts';
import { chooseInput } from '../fit-input.ts';
import { printFitReport } from '../fit-report.ts';
import { findMethod } from '../method.ts';
import { parseSeed } from '../option.ts';
import { readProgress } from '../read-progress.ts';
import { estimateTime } from '../time-estimate.ts';

export interface FitOptions extends ThresholdOptions {
  readonly output: string;
  readonly set?: readonly string[];
  readonly seed?: string;
  readonly size?: string;
  readonly channels?: string;
  readonly checkpoint?: string;
  readonly resume?: boolean;
  readonly weights?: string;
  readonly json?: boolean;
  readonly backend?: string;
  readonly dataDir?: string;
  readonly signal: AbortSignal;
}

/** `oneclass fit`: everything that can be wrong is looked at before the long part. */
export async function fit(methodName: string, data: string, options: FitOptions): Promise<void> {
  const found = await findMethod(methodName);
  const plan = planCalibration(options, found);
  const settings = {
    ...parseSettings(options.set ?? []),
    ...(options.seed !== undefined && { seed: parseSeed(options.seed) }),
  } as Partial<MethodConfig>;
  await checkWritable(options.output);
  const checkpoint = await openCheckpoint(options);
  const backend = await useBackend(options.backend);
  const ready = await withFeatures(found.method, settings, options);
  try {
    await fitOn(data, ready, { plan, from: found.package, checkpoint, backend, options });
  } finally {
    ready.dispose();
  }
}

interface Fit {
  readonly plan: CalibrationPlan;
  /** The method's package. */
  readonly from: string | undefined;
  readonly checkpoint: Awaited<ReturnType<typeof openCheckpoint>>;
  readonly backend: BackendChoice;
  readonly options: FitOptions;
}

async function fitOn(
  data: string,
  { method, config }: ReadyMethod,
  { plan, from, checkpoint, backend, options }: Fit,
): Promise<void> {
  const reading = readProgress();
  const normal = await normalImages(data, {
    dataDir: options.dataDir,
    signal: options.signal,
    onRead: reading.onRead,
  });
  const input = await chooseInput(normal, method, {
    config,
    size: options.size,
    channels: options.channels,
  });
  const images = await normal.load(input).finally(reading.stop);
  const { rest, heldOut } = setAside(images, plan, config.seed ?? 0);
  sayBackend(backend, options.backend);
  say(
    `${method.name} on ${formatCount(rest.size)} normal images of ` +
      `${[input.height, input.width, input.channels].join('×')}`,
  );

  const progress = createProgress(process.stderr);
  const losses: Readonly<Record<string, number>>[] = [];
  const onProgress = watch(
    progress,
    losses,
    checkpoint === undefined
      ? '--checkpoint DIR saves it as it goes, Ctrl-C stops'
      : 'Ctrl-C stops, --resume continues',
  );
  const { signal } = options;
  const started = performance.now();
  let detector: Detector | undefined;
  try {
    detector = await method.fit(rest, config, {
      signal,
      onProgress,
      ...(checkpoint && { checkpoint }),
    });
    const seconds = (performance.now() - started) / 1000;
    const { image: calibration, pixel: pixelCalibration } = await calibrateFit(detector, plan, {
      heldOut,
      signal,
      onProgress,
    });
    progress.stop();
    const calibrations = {
      ...(calibration && { calibration }),
      ...(pixelCalibration && { pixelCalibration }),
    };
    const bytes = pack(detector, {
      input,
      ...calibrations,
      ...(from !== undefined && { package: from }),
      versions: { node: process.versions.node, ...backend.versions },
    });
    signal.throwIfAborted();
    await writeFileAtomic(options.output, bytes);
    await checkpoint?.remove();
    printFitReport(
      {
        file: options.output,
        method: method.name,
        input,
        fittedOn: rest.size,
        heldOut: heldOut?.size ?? 0,
        threshold: calibration ?? null,
        pixelThreshold: pixelCalibration ?? null,
        losses: losses.at(-1) ?? {},
        seconds,
      },
      options,
    );
  } catch (error) {
    progress.stop();
    if (error instanceof InterruptedError && (await checkpoint?.exists()) === true)
      say('The fit is saved: the same command with --resume continues it.');
    throw error;
  } finally {
    progress.stop();
    detector?.dispose();
  }
}

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
