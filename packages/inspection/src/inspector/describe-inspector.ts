import type { ArtifactInfo } from '@oneclass/core';
import type { Inspector } from './inspector.ts';

/** What its file says of an inspector, plain JSON: what made it, config, input, thresholds. */
export const describeInspector = ({
  detector: { method, config, sampleShape, features, facts },
  input,
  thresholds,
  origin: { versions = {}, ...packages },
}: Inspector): Omit<ArtifactInfo, 'format'> => ({
  method,
  ...packages,
  ...{ config, sampleShape, input, features, facts },
  calibration: thresholds.image,
  uncertainCalibration: thresholds.uncertain,
  pixelCalibration: thresholds.pixel,
  versions,
});
