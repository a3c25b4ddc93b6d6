import { BASE } from './style/base.ts';
import { FIGURES } from './style/figure.ts';
import { FOLDS } from './style/fold.ts';
import { IMAGES } from './style/image.ts';

/** Charts keep their white ground in the dark; everything else follows the reader's setting. */
export const STYLESHEET = [BASE, FIGURES, IMAGES, FOLDS].join('').trim();
