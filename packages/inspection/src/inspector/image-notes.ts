import type { InputSpec } from '@oneclass/core';
import type { ImageFacts } from '@oneclass/core/datasets';

/** What is said of images that were not read as they are. */
export interface ImageNotes {
  /** As of core's `images`. */
  readonly onImage: (image: ImageFacts) => void;
  /** A line for each kind, of the images so far. */
  lines(): string[];
}

/** Counts images that lost something when they were brought to an input. */
export function imageNotes({ range, ignore }: Pick<InputSpec, 'range' | 'ignore'>): ImageNotes {
  const count = { all: 0, clipped: 0, deep: 0, pages: 0, stretched: 0 };
  let most: Pick<ImageFacts, 'clipped' | 'name'> = { clipped: 0, name: '' };
  return {
    onImage({ name, shape: [height, width], bits, clipped, pages }) {
      count.all++;
      if (clipped > 0) count.clipped++;
      // Of several alike the first by name, as images are not read in their order.
      if (clipped > most.clipped || (clipped === most.clipped && name < most.name))
        most = { clipped, name };
      if (bits === 16 && !range) count.deep++;
      if (pages > 1) count.pages++;
      if (ignore && (ignore.height !== height || ignore.width !== width)) count.stretched++;
    },
    lines() {
      const of = (some: number): string =>
        `${String(some)} of ${String(count.all)} image${count.all === 1 ? '' : 's'}`;
      const lines: string[] = [];
      if (range && count.clipped > 0) {
        lines.push(
          `Clipped: values of ${of(count.clipped)} lie beyond ${String(range.minimum)} to ` +
            `${String(range.maximum)}, the range of the images that the detector is fitted on; ` +
            `at most ${percent(most.clipped)} of an image (${most.name})`,
        );
      }
      if (count.deep > 0) {
        lines.push(
          `${of(count.deep)} of 16 bits a value, for a detector that has no range of 16-bit ` +
            'values: their upper 8 bits are read',
        );
      }
      if (count.pages > 0)
        lines.push(`${of(count.pages)} of several pages or frames: the first is read`);
      if (ignore && count.stretched > 0) {
        lines.push(
          `${of(count.stretched)} of another size than the mask of what is ignored, ` +
            `${String(ignore.width)} × ${String(ignore.height)}: it is stretched to theirs`,
        );
      }
      return lines;
    },
  };
}

const percent = (share: number): string =>
  share < 0.0001 ? 'less than 0.01 %' : `${String(Number((100 * share).toPrecision(2)))} %`;
