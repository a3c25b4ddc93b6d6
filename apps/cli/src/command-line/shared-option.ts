/** @file Options that several commands take, and words that their help has in common. */
import { Option } from '@commander-js/extra-typings';

export const DATA =
  'a folder of images, or a named set and class such as mnist:5 or mvtec-ad:screw (see ' +
  '`oneclass datasets`)';

export const FILE = 'a detector that `oneclass fit` saved';

export const PIXEL_RULE =
  'fpr=0.01: so that 1 % of the pixels of held-out normal images lie above it; or a fixed number';

export const UNLABELED_RULES =
  'fpr=0.05: so that 5 % of held-out normal images are called anomalous; ' +
  'fpr=0.05,confidence=0.95: so that it is 95 % sure that it is at most 5 % of new ones (takes ' +
  '59 held-out images); conformal=0.05: at most 5 % of new ones on average; k-sigma=3: mean and ' +
  '3 standard deviations';

const UNCERTAIN = 'a lower threshold: images above it that are not anomalous are uncertain';

export const UNCERTAIN_RULE = new Option(
  '--uncertain-threshold <rule>',
  `${UNCERTAIN}; a rule as of --threshold, such as fpr=0.2, or a fixed number (default: none)`,
);

export const OWN_UNCERTAIN_THRESHOLD = new Option(
  '--uncertain-threshold <number>',
  `${UNCERTAIN}; in place of the detector's own`,
);

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

export const FEATURES = new Option(
  '--features <name>',
  'the pretrained features of a method that builds on some: one of `oneclass methods`, or the ' +
    'path or npm package of some',
);

export const WEIGHTS = new Option(
  '--weights <file|url>',
  'the weights of these features, a safetensors file (default: ONECLASS_WEIGHTS, or what ' +
    '`oneclass weights download` fetched)',
);

export const MAX_PIXELS = new Option(
  '--max-pixels <number>',
  'an image of more is refused before it is decoded (default: 100 million)',
);

export const DECODE_BYTES = new Option(
  '--decode-bytes <number>',
  'memory that decoding may take, of all images that are decoded at once; an image that takes ' +
    'more alone is refused (default: 2 GiB)',
);

export const STRICT = new Option(
  '--strict',
  'stop at the first image that can’t be read, in place of leaving it out (exit code 4)',
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
