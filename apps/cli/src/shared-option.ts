/** @file Options that several commands take. */
import { Option } from 'commander';

export const BACKEND = new Option(
  '--backend <name>',
  'what computes: native, webgpu, wasm or cpu (default: ONECLASS_BACKEND, or the best that ' +
    '`oneclass backend` shows)',
);

export const DATA_DIR = new Option(
  '--data-dir <folders>',
  'where named data sets are, in place of ONECLASS_DATA_DIR',
);

export const METHOD = new Option(
  '--method <path|package>',
  'where the method is, if it is none of `oneclass methods` and not installed here',
);

export const WEIGHTS = new Option(
  '--weights <file|url>',
  "the weights of VGG-19 that dfr stands on, a safetensors file with torchvision's names " +
    '(default: ONECLASS_WEIGHTS)',
);

export const MAPS = new Option(
  '--maps <folder>',
  'a page there, and a picture of each image: its score map, what is above the pixel ' +
    'threshold, the true defect where there is a mask',
);

export const OWN_PIXEL_THRESHOLD = new Option(
  '--pixel-threshold <number>',
  "for what is outlined in score maps, in place of the detector's own",
);
