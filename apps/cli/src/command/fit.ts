import { OneClassError, pack, parseSettings, type Dataset, type Detector, type MethodConfig, type ProgressEvent, type Threshold } from '@oneclass/core';
import { holdOut } from '@oneclass/core/datasets';
import { writeFileAtomic } from '@oneclass/core/node';
import { fewestScores } from '@oneclass/core/thresholds';
import { formatCount } from '@oneclass/report';
import { useBackend, type BackendChoice } from '@oneclass/runtime';
import { createProgress, InterruptedError, say, sayBackend, type Progress } from '@oneclass/terminal';
import { normalImages } from '../data.ts';
import { checkWritable } from '../detector-file.ts';
import { withFeatures, type ReadyMethod } from '../features.ts';
import { openCheckpoint } from '../fit-checkpoint.ts';
import { chooseInput } from '../fit-input.ts';
import { printFitReport } from '../fit-report.ts';
import { findMethod } from '../method.ts';
import { parseFraction, parseSeed } from '../option.ts';
import { readProgress } from '../read-progress.ts';
import { parseUnlabeledRule, thresholdOfNormal, thresholdOfValue, type UnlabeledRule } from '../threshold-rule.ts';
import { estimateTime } from '../time-estimate.ts';

export interface FitOptions {
  readonly output: string;
  readonly set?: readonly string[];
  readonly seed?: string;
  readonly threshold?: string;
  readonly holdOut?: string;
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
  const { method: named, package: from } = await findMethod(methodName);
  const rule = options.threshold === undefined ? undefined : parseUnlabeledRule(options.threshold);
  const fraction = parseFraction('--hold-out', options.holdOut ?? '0.1');
  const holdsOut = rule !== undefined && rule.by !== 'value';
  if (options.holdOut !== undefined && !holdsOut) {
    throw new OneClassError('invalid-argument', '--hold-out sets images aside for a threshold: give --threshold fpr=0.05 too, or leave it out.', { argument: '--hold-out' });
  }
  const settings = { ...parseSettings(options.set ?? []), ...(options.seed !== undefined && { seed: parseSeed(options.seed) }) } as Partial<MethodConfig>;
  await checkWritable(options.output);
  const checkpoint = await openCheckpoint(options);
  const backend = await useBackend(options.backend);
  const ready = await withFeatures(named, settings, options);
  try {
    await fitOn(data, ready, { rule, fraction: holdsOut ? fraction : undefined, from, checkpoint, backend, options });
  } finally {
    ready.dispose();
  }
}

interface Fit {
  readonly rule: UnlabeledRule | undefined;
  /** Of the images, to hold out. */
  readonly fraction: number | undefined;
  /** The method's package. */
  readonly from: string | undefined;
  readonly checkpoint: Awaited<ReturnType<typeof openCheckpoint>>;
  readonly backend: BackendChoice;
  readonly options: FitOptions;
}

async function fitOn(data: string, { method, config }: ReadyMethod, { rule, fraction, from, checkpoint, backend, options }: Fit): Promise<void> {
  const reading = readProgress();
  const normal = await normalImages(data, { dataDir: options.dataDir, signal: options.signal, onRead: reading.onRead });
  const input = await chooseInput(normal, method, { config, size: options.size, channels: options.channels });
  const images = await normal.load(input).finally(reading.stop);
  const { rest, heldOut } = fraction === undefined ? { rest: images, heldOut: undefined } : holdOut(images, { fraction, seed: config.seed ?? 0 });
  sayBackend(backend, options.backend);
  say(`${method.name} on ${formatCount(rest.size)} normal images of ${[input.height, input.width, input.channels].join('×')}`);
  if (rule && heldOut) checkHeldOut(rule, heldOut.size);

  const progress = createProgress(process.stderr);
  const losses: Readonly<Record<string, number>>[] = [];
  const onProgress = watch(progress, losses, checkpoint === undefined ? '--checkpoint DIR saves it as it goes, Ctrl-C stops' : 'Ctrl-C stops, --resume continues');
  const { signal } = options;
  const started = performance.now();
  let detector: Detector | undefined;
  try {
    detector = await method.fit(rest, config, { signal, onProgress, ...(checkpoint && { checkpoint }) });
    const seconds = (performance.now() - started) / 1000;
    const threshold = rule && (await calibrate(detector, rule, { heldOut, signal, onProgress }));
    progress.stop();
    const bytes = pack(detector, { input, ...(threshold && { calibration: threshold }), ...(from !== undefined && { package: from }), versions: { node: process.versions.node, ...backend.versions } });
    signal.throwIfAborted();
    await writeFileAtomic(options.output, bytes);
    await checkpoint?.remove();
    printFitReport({ file: options.output, method: method.name, input, fittedOn: rest.size, heldOut: heldOut?.size ?? 0, threshold: threshold ?? null, losses: losses.at(-1) ?? {}, seconds }, options);
  } catch (error) {
    progress.stop();
    if (error instanceof InterruptedError && (await checkpoint?.exists()) === true) say('The fit is saved: the same command with --resume continues it.');
    throw error;
  } finally {
    progress.stop();
    detector?.dispose();
  }
}

/** Before the long part, as more images are the only cure. @throws OneClassError `invalid-data` where the rule could not keep its promise */
function checkHeldOut(rule: UnlabeledRule, heldOut: number): void {
  if (rule.by !== 'fpr' && rule.by !== 'conformal') return;
  const needed = fewestScores(rule.falsePositiveRate);
  if (heldOut >= needed) return;
  const few = `${rule.by}=${String(rule.falsePositiveRate)} takes ${formatCount(needed)} or more held-out images, here are ${formatCount(heldOut)}`;
  const instead = 'Give more images or a larger --hold-out.';
  if (rule.by === 'conformal') throw new OneClassError('invalid-data', `${few}. ${instead}`, { argument: '--threshold', expected: `${String(needed)} images`, received: heldOut });
  say(`${few}: the rate will be higher. ${instead}`);
}

function watch(progress: Progress, losses: Readonly<Record<string, number>>[], advice: string): (event: ProgressEvent) => void {
  const estimate = estimateTime(progress.say, advice);
  return (event) => {
    if (event.type === 'epoch-end') losses.push(event.losses);
    progress.onProgress(event);
    estimate(event);
  };
}

interface Calibration {
  readonly heldOut: Dataset | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
}

async function calibrate(detector: Detector, rule: UnlabeledRule, { heldOut, signal, onProgress }: Calibration): Promise<Threshold> {
  if (rule.by === 'value') return thresholdOfValue(rule);
  if (!heldOut) throw new OneClassError('invalid-argument', 'A threshold from scores needs held-out images.', { argument: '--threshold' });
  return thresholdOfNormal(rule, await detector.score(heldOut, { signal, onProgress }));
}
