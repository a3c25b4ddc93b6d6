import type { SampleShape } from '../../contract/dataset.ts';
import { mixedDepths } from '../../datasets/pixels/value-range.ts';
import { openRegular } from '../file/regular-file.ts';
import { encodedHeader } from './decode-image.ts';
import { MAX_PIXELS, type ImageHeader } from './encoded-image.ts';
import { sourceHeader } from './image-source.ts';
import type { ImagesOptions } from './images.ts';
import { pngHeader } from './png-header.ts';
import { noneReadable, readOrLeave } from '../../datasets/pixels/unreadable.ts';

/** What stands for images of different shapes, and how far they differ. */
export interface TypicalShape {
  /**
   * The middle height, the middle width, and the channels of most: the shape of more than half of
   * the images, where there is one.
   */
  readonly shape: SampleShape;
  /** Of a value, in all of them. */
  readonly bits: 8 | 16;
  readonly grey: number;
  readonly colour: number;
  /** How many have the height and the width of `shape`. */
  readonly ofSize: number;
  /** Height and width of the image of the fewest pixels. */
  readonly smallest: readonly [height: number, width: number];
  /** Of the most. */
  readonly largest: readonly [height: number, width: number];
}

/** Headers are read beside each other. */
const AT_ONCE = 8;

/**
 * From the headers of all files; nothing is decoded.
 *
 * @param paths of one file at least
 * @throws OneClassError as `imageShape`; `invalid-data` where some have 8 bits a value and some 16;
 *   the signal's reason when aborted
 */
export async function typicalShape(
  paths: readonly string[],
  {
    signal,
    onUnreadable,
    maxPixels = MAX_PIXELS,
  }: Pick<ImagesOptions, 'signal' | 'maxPixels' | 'onUnreadable'> = {},
): Promise<TypicalShape> {
  const headers = new Array<ImageHeader | undefined>(paths.length);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < paths.length) {
      signal?.throwIfAborted();
      const i = next++;
      const name = paths[i] as string;
      const read = () => fileHeader(name, maxPixels);
      headers[i] = await readOrLeave(read, { position: i, name }, onUnreadable);
    }
  };
  // Settled, not all: nothing goes on in the background after a rejection.
  for (const worker of await Promise.allSettled(Array.from({ length: AT_ONCE }, work))) {
    if (worker.status === 'rejected') throw worker.reason;
  }
  const shapes = headers.flatMap((header) => (header ? [header.shape] : []));
  if (shapes.length === 0) throw noneReadable(paths.length);
  return { bits: bitsOf(paths, headers), ...summaryOf(shapes) };
}

function bitsOf(paths: readonly string[], headers: readonly (ImageHeader | undefined)[]): 8 | 16 {
  const firstOf = (wanted: 8 | 16) => paths[headers.findIndex((header) => header?.bits === wanted)];
  const [shallow, deep] = [firstOf(8), firstOf(16)];
  if (shallow !== undefined && deep !== undefined) throw mixedDepths(shallow, deep);
  return deep === undefined ? 8 : 16;
}

function summaryOf(shapes: readonly SampleShape[]): Omit<TypicalShape, 'bits'> {
  const middleOf = (axis: 0 | 1): number => {
    const sizes = shapes.map((shape) => shape[axis]).sort((a, b) => a - b);
    return sizes[Math.floor((sizes.length - 1) / 2)] as number;
  };
  const [height, width] = [middleOf(0), middleOf(1)];
  const grey = shapes.filter(([, , channels]) => channels === 1).length;
  const colour = shapes.length - grey;
  const bySize = shapes.map(([h, w]) => [h, w] as const).sort(([a, b], [c, d]) => a * b - c * d);
  return {
    shape: [height, width, grey > colour ? 1 : 3],
    grey,
    colour,
    ofSize: shapes.filter(([h, w]) => h === height && w === width).length,
    smallest: bySize[0] as readonly [number, number],
    largest: bySize.at(-1) as readonly [number, number],
  };
}

/** Bytes in which the headers of most files end. */
const HEAD = 2 ** 16;

async function fileHeader(path: string, maxPixels: number): Promise<ImageHeader> {
  const head = await readHead(path).catch(() => undefined);
  const png = head && pngHeader(head);
  if (png && png.shape[0] * png.shape[1] <= maxPixels) return png;
  const header =
    head && (await encodedHeader({ name: path, bytes: head }, maxPixels).catch(() => undefined));
  // What is no image, or has its header elsewhere, is read to its end, whose error says so.
  return header ?? sourceHeader(path, { name: path, maxPixels });
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await openRegular(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(HEAD), 0, HEAD, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
