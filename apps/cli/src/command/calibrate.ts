import { OneClassError, pack, type Detector, type InputSpec, type Threshold } from '@oneclass/core';
import { writeFileAtomic } from '@oneclass/core/node';
import { formatCount, formatScore } from '@oneclass/report';
import { useBackend } from '@oneclass/runtime';
import { createProgress, print, printJson, printPairs, sayBackend } from '@oneclass/terminal';
import { labeledImages, unseenNormalImages } from '../data.ts';
import { checkFinite, checkWritable, openDetector } from '../detector-file.ts';
import { readProgress } from '../read-progress.ts';
import { isLabeledRule, parseThresholdRule, thresholdOfLabeled, thresholdOfNormal, thresholdOfValue, type ThresholdRule } from '../threshold-rule.ts';

export interface CalibrateOptions {
  readonly threshold: string;
  readonly output?: string;
  readonly method?: string;
  readonly weights?: string;
  readonly json?: boolean;
  readonly backend?: string;
  readonly dataDir?: string;
  readonly signal: AbortSignal;
}

/** `oneclass calibrate`: the same detector with a new threshold. */
export async function calibrate(file: string, data: string | undefined, options: CalibrateOptions): Promise<void> {
  const rule = parseThresholdRule(options.threshold);
  checkData(rule, data, options.threshold);
  const output = options.output ?? file;
  const backend = await useBackend(options.backend);
  const { detector, artifact, input, dispose } = await openDetector(file, options);
  if (rule.by !== 'value') sayBackend(backend, options.backend);
  try {
    await checkWritable(output);
    const { threshold, images } = await chooseThreshold(rule, { file, data, detector, input, options });
    const { input: spec, package: from, versions } = artifact;
    const bytes = pack(detector, { calibration: threshold, ...(spec && { input: spec }), ...(from !== undefined && { package: from }), versions });
    options.signal.throwIfAborted();
    await writeFileAtomic(output, bytes);
    show({ file: output, images, old: artifact.calibration ?? null, threshold }, options);
  } finally {
    dispose();
  }
}

function checkData(rule: ThresholdRule, data: string | undefined, given: string): void {
  const wrong = (message: string): OneClassError => new OneClassError('invalid-argument', message, { argument: 'data', received: data });
  if (rule.by === 'value' && data !== undefined) throw wrong(`--threshold ${given} is a fixed number, which takes no data: leave "${data}" out, or give a rule such as fpr=0.05.`);
  if (rule.by !== 'value' && data === undefined) throw wrong(`--threshold ${given} takes data to calibrate on: oneclass calibrate FILE DATA --threshold ${given}.`);
}

interface Choice {
  readonly file: string;
  readonly data: string | undefined;
  readonly detector: Detector;
  readonly input: InputSpec;
  readonly options: CalibrateOptions;
}

async function chooseThreshold(rule: ThresholdRule, { file, data = '', detector, input, options }: Choice): Promise<{ threshold: Threshold; images: number }> {
  if (rule.by === 'value') return { threshold: thresholdOfValue(rule), images: 0 };
  const { signal, dataDir } = options;
  const progress = createProgress(process.stderr);
  const reading = readProgress();
  const from = { dataDir, signal, onRead: reading.onRead };
  const score = async (samples: Parameters<Detector['score']>[0]): Promise<Float32Array> => {
    reading.stop();
    const scores = await detector.score(samples, { signal, onProgress: progress.onProgress });
    checkFinite(scores, file);
    return scores;
  };
  try {
    if (isLabeledRule(rule)) {
      const { samples, labels } = await labeledImages(data, input, from);
      return { threshold: thresholdOfLabeled(rule, labels, await score(samples)), images: samples.size };
    }
    const normal = await unseenNormalImages(data, input, from);
    return { threshold: thresholdOfNormal(rule, await score(normal)), images: normal.size };
  } finally {
    reading.stop();
    progress.stop();
  }
}

interface Calibrated {
  readonly file: string;
  readonly images: number;
  readonly old: Threshold | null;
  readonly threshold: Threshold;
}

function show(calibrated: Calibrated, { json }: CalibrateOptions): void {
  if (json === true) {
    printJson(calibrated);
    return;
  }
  const { file, images, old, threshold } = calibrated;
  printPairs([
    ['detector', file],
    ...(images > 0 ? [['calibrated on', `${formatCount(images)} images`] as const] : []),
    ['old threshold', old ? `${formatScore(old.value)} (${old.rule})` : 'none'],
    ['new threshold', `${formatScore(threshold.value)} (${threshold.rule})`],
  ]);
  if (threshold.promise !== '') print(threshold.promise);
}
