import type {
  Dataset,
  Detector,
  FitRun,
  InputSpec,
  Method,
  MethodConfig,
  PackOptions,
} from '@oneclass/core';
import { digestsOf, writeDigests } from '@oneclass/core/datasets';
import { checkedDetector } from '../inspector/checked-detector.ts';
import { createInspector, type Inspector } from '../inspector/inspector.ts';
import type { Thresholds } from '../threshold/thresholds.ts';
import { calibrateFit, planCalibration, setAside, type ThresholdOptions } from './hold-out.ts';

export interface FitInspectorOptions extends FitRun, ThresholdOptions {
  readonly config?: Partial<MethodConfig> | undefined;
  /** How the images were brought to their shape; new ones are brought to it alike. */
  readonly input?: InputSpec | undefined;
  /** What the file will say of what made it. */
  readonly origin?: Pick<PackOptions, 'package' | 'featuresPackage' | 'versions'> | undefined;
  /** One line: what is fitted, and where a threshold can't keep its promise. */
  readonly say?: ((line: string) => void) | undefined;
  /** What to call the detector in errors: its file. */
  readonly name?: string | undefined;
}

export interface FittedInspector {
  readonly inspector: Inspector;
  /** Images. */
  readonly fittedOn: number;
  /** Images that the thresholds were found on. */
  readonly heldOut: number;
  /** Images that were kept for an evaluation. */
  readonly kept: number;
  /** Of the last epoch; empty of a method that has none. */
  readonly losses: Readonly<Record<string, number>>;
  /** Of the fit, without the calibration. */
  readonly seconds: number;
}

/**
 * Fits a detector on normal images and finds its thresholds on a part that it holds out.
 * @param normal stays the caller's
 * @throws OneClassError as the method's `fit`; `invalid-argument`, `invalid-data` where a threshold
 *   can't be found; the signal's reason when aborted
 */
export async function fitInspector(
  method: Method,
  normal: Dataset,
  options: FitInspectorOptions = {},
): Promise<FittedInspector> {
  const { config, input, origin, say, name, signal, onProgress } = options;
  const plan = planCalibration(options, method);
  const { rest, heldOut, kept } = setAside(normal, plan, { seed: config?.seed ?? 0, say });
  say?.(`${method.name} on ${String(rest.size)} normal images of ${rest.sampleShape.join('×')}`);
  const { detector, ...fitted } = await fitDetector(method, rest, options);
  try {
    const checked = checkedDetector(detector, { name, method });
    const found = await calibrateFit(checked, plan, {
      ...{ heldOut, ignore: input?.ignore, signal, onProgress },
    });
    const thresholds = withBand(found, say);
    const seen = {
      fitted: writeDigests(await digestsOf(rest)),
      calibrated: heldOut && writeDigests(await digestsOf(heldOut)),
    };
    return {
      ...fitted,
      inspector: createInspector({ detector: checked, input, thresholds, origin, seen }),
      fittedOn: rest.size,
      heldOut: heldOut?.size ?? 0,
      kept,
    };
  } catch (error) {
    detector.dispose();
    throw error;
  }
}

/** After a long fit, nothing is lost for an uncertain threshold that came out too high. */
function withBand(
  { uncertain, ...thresholds }: Thresholds,
  say: FitInspectorOptions['say'],
): Thresholds {
  if (!uncertain || uncertain.value <= (thresholds.image?.value ?? -Infinity))
    return { uncertain, ...thresholds };
  say?.(
    `Left out: the uncertain threshold ${String(uncertain.value)} lies above the threshold ` +
      `${String(thresholds.image?.value)}, so that nothing would be uncertain. Calibrate with a ` +
      'lower one.',
  );
  return thresholds;
}

interface Fitted extends Pick<FittedInspector, 'losses' | 'seconds'> {
  readonly detector: Detector;
}

async function fitDetector(
  method: Method,
  images: Dataset,
  { config, onProgress, ...run }: FitInspectorOptions,
): Promise<Fitted> {
  let losses: Readonly<Record<string, number>> = {};
  const started = performance.now();
  const detector = await method.fit(images, config, {
    signal: run.signal,
    checkpoint: run.checkpoint,
    shared: run.shared,
    cacheBytes: run.cacheBytes,
    onProgress: (event) => {
      if (event.type === 'epoch-end') losses = event.losses;
      onProgress?.(event);
    },
  });
  return { detector, losses, seconds: (performance.now() - started) / 1000 };
}
