import { isOneClassError, OneClassError, pack, parseSettings, type Dataset, type Detector, type InputSpec, type Method, type MethodConfig, type ProgressEvent, type Threshold } from '@oneclass/core';
import { holdOut } from '@oneclass/core/datasets';
import { writeFileAtomic } from '@oneclass/core/node';
import { fixedThreshold, quantileThreshold } from '@oneclass/core/thresholds';
import { formatCount, formatDuration, formatScore } from '@oneclass/report';
import { useBackend } from '@oneclass/runtime';
import { createProgress, print, printJson, printPairs, type Progress, say } from '@oneclass/terminal';
import { normalImages, type NormalImages } from '../data.ts';
import { checkWritable } from '../detector-file.ts';
import { findMethod, type InstalledMethod } from '../method.ts';
import { parseChannels, parseFraction, parseSeed, parseSize, parseThresholdRule, type ThresholdRule } from '../option.ts';
import { readProgress } from '../read-progress.ts';

export interface FitOptions {
  readonly output: string;
  readonly set?: readonly string[];
  readonly seed?: string;
  readonly threshold?: string;
  readonly holdOut?: string;
  readonly size?: string;
  readonly channels?: string;
  readonly json?: boolean;
  readonly backend?: string;
  readonly dataDir?: string;
  readonly signal: AbortSignal;
}

/** `oneclass fit`: everything that can be wrong is looked at before the long part. */
export async function fit(methodName: string, data: string, options: FitOptions): Promise<void> {
  const installed = await findMethod(methodName);
  const { method } = installed;
  const rule = options.threshold === undefined ? undefined : parseThresholdRule(options.threshold);
  const rate = rule && 'falsePositiveRate' in rule ? rule.falsePositiveRate : undefined;
  const fraction = parseFraction('--hold-out', options.holdOut ?? '0.1');
  if (options.holdOut !== undefined && rate === undefined) {
    throw new OneClassError('invalid-argument', '--hold-out sets images aside for a threshold: give --threshold fpr=0.05 too, or leave it out.', { argument: '--hold-out' });
  }
  const config = { ...parseSettings(options.set ?? []), ...(options.seed !== undefined && { seed: parseSeed(options.seed) }) } as Partial<MethodConfig>;
  await checkWritable(options.output);
  const backend = await useBackend(options.backend);

  const reading = readProgress();
  const normal = await normalImages(data, { dataDir: options.dataDir, signal: options.signal, onRead: reading.onRead });
  const input = chooseInput(normal, installed, { config, ...options });
  if (options.size !== undefined) await checkSize(method, input, config);
  const images = await normal.load(input).finally(reading.stop);
  const parts = rate !== undefined ? holdOut(images, { fraction, seed: config.seed ?? 0 }) : { rest: images, heldOut: undefined };
  say(`${method.name} on ${formatCount(parts.rest.size)} normal images of ${[input.height, input.width, input.channels].join('×')}, ${backend.name} backend`);
  if (rate !== undefined && parts.heldOut) sayWhenTooFew(rate, parts.heldOut.size);

  const progress = createProgress(process.stderr);
  const losses: Readonly<Record<string, number>>[] = [];
  const onProgress = watchLosses(progress, losses);
  const started = performance.now();
  let detector: Detector | undefined;
  try {
    detector = await method.fit(parts.rest, config, { signal: options.signal, onProgress });
    const seconds = (performance.now() - started) / 1000;
    const threshold = rule && (await calibrate(detector, rule, { heldOut: parts.heldOut, signal: options.signal, onProgress }));
    progress.stop();
    const bytes = pack(detector, { input, ...(threshold && { calibration: threshold }), package: installed.package, versions: { node: process.versions.node, ...backend.versions } });
    options.signal.throwIfAborted();
    await writeFileAtomic(options.output, bytes);
    const heldOut = parts.heldOut?.size ?? 0;
    report({ file: options.output, method: method.name, input, fittedOn: parts.rest.size, heldOut, threshold: threshold ?? null, losses: losses.at(-1) ?? {}, seconds }, options);
  } finally {
    progress.stop();
    detector?.dispose();
  }
}

interface InputOptions {
  readonly config: Partial<MethodConfig>;
  readonly size?: string | undefined;
  readonly channels?: string | undefined;
}

function chooseInput({ naturalShape }: NormalImages, { method }: InstalledMethod, { config, size, channels }: InputOptions): InputSpec {
  const wanted = channels === undefined ? naturalShape[2] : parseChannels(channels);
  const [height, width, count] = method.nearestShape([naturalShape[0], naturalShape[1], wanted], config);
  return { height, width, ...(size !== undefined && parseSize(size)), channels: count === 3 ? 3 : 1, resize: 'area' };
}

/** A fit that is over before it begins: it refuses what it would refuse after the images were read. */
async function checkSize(method: Method, { height, width, channels }: InputSpec, config: Partial<MethodConfig>): Promise<void> {
  const unread: Dataset = {
    sampleShape: [height, width, channels],
    size: 2,
    async *batches() {
      // aborted before the first
    },
  };
  try {
    (await method.fit(unread, config, { signal: AbortSignal.abort() })).dispose();
  } catch (error) {
    if (!isOneClassError(error) || error.code !== 'invalid-shape') return;
    throw new OneClassError('invalid-argument', `--size: ${error.message}`, { argument: '--size', received: `${String(height)}x${String(width)}`, cause: error });
  }
}

/** Before the long part, as more images are the only cure. */
function sayWhenTooFew(rate: number, heldOut: number): void {
  const needed = Math.ceil(1 / rate - 1 - 1e-9);
  if (heldOut >= needed) return;
  say(`fpr=${String(rate)} takes ${formatCount(needed)} or more held-out images, here are ${formatCount(heldOut)}: the rate will be higher. Give more images or a larger --hold-out.`);
}

function watchLosses({ onProgress }: Progress, losses: Readonly<Record<string, number>>[]): (event: ProgressEvent) => void {
  return (event) => {
    if (event.type === 'epoch-end') losses.push(event.losses);
    onProgress(event);
  };
}

interface Calibration {
  readonly heldOut: Dataset | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (event: ProgressEvent) => void;
}

async function calibrate(detector: Detector, rule: ThresholdRule, { heldOut, signal, onProgress }: Calibration): Promise<Threshold> {
  if ('value' in rule) return fixedThreshold(rule.value);
  if (!heldOut) throw new OneClassError('invalid-argument', 'A threshold by false positive rate needs held-out images.', { argument: '--threshold' });
  return quantileThreshold(await detector.score(heldOut, { signal, onProgress }), rule);
}

interface FitReport {
  readonly file: string;
  readonly method: string;
  readonly input: InputSpec;
  readonly fittedOn: number;
  readonly heldOut: number;
  readonly threshold: Threshold | null;
  readonly losses: Readonly<Record<string, number>>;
  readonly seconds: number;
}

function report(fitted: FitReport, { json }: FitOptions): void {
  if (json === true) {
    printJson(fitted);
    return;
  }
  const { file, fittedOn, heldOut, threshold, losses, seconds } = fitted;
  printPairs([
    ['detector', file],
    ['fitted on', `${formatCount(fittedOn)} images in ${formatDuration(seconds)}`],
    ...Object.entries(losses).map(([name, value]) => [name, formatScore(value)] as const),
    ...(heldOut > 0 ? [['held out', `${formatCount(heldOut)} images`] as const] : []),
    ['threshold', threshold ? `${formatScore(threshold.value)} (${threshold.rule})` : 'none; --threshold fpr=0.05 gives one'],
  ]);
  if (threshold && threshold.promise !== '') print(threshold.promise);
}
