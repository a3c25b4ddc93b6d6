import { pack } from '@oneclass/core';
import { writeCalibration } from '@oneclass/core/thresholds';
import type { Inspector } from './inspector.ts';

/**
 * The inspector as one file: detector, input, thresholds, what made it.
 * @returns what `openInspector` takes
 * @throws OneClassError as `pack` of core
 */
export const packInspector = ({
  detector,
  input,
  thresholds,
  origin,
  seen,
}: Inspector): Uint8Array<ArrayBuffer> =>
  pack(detector, {
    ...origin,
    input,
    calibration: thresholds.image,
    uncertainCalibration: thresholds.uncertain,
    calibrationScores: thresholds.calibration && writeCalibration(thresholds.calibration),
    pixelCalibration: thresholds.pixel,
    seen,
  });
