import { OneClassError, type ImageSize, type LabeledDataset, type Mask } from '@oneclass/core';
import { resizeMask } from '@oneclass/core/datasets';

/**
 * What pixels are compared at: 'mask', the masks' own size, to which each map is brought;
 * 'detector', the detector's size, to which each mask is brought.
 */
export type MapSize = 'mask' | 'detector';

/** Why the pixels of an anomalous image do not count. Plain JSON. */
export interface MaskProblem {
  /** The image's id. */
  readonly image: string;
  /** `vanished` marks something at its own size, and nothing at the detector's. */
  readonly problem: 'missing' | 'unreadable' | 'wrong-size' | 'empty' | 'vanished';
  readonly message: string;
}

/** @throws OneClassError `invalid-argument` */
export function checkMapSize(mapSize: MapSize): void {
  if (['mask', 'detector'].includes(mapSize)) return;
  throw new OneClassError(
    'invalid-argument',
    `Invalid mapSize: expected mask or detector. Received: ${JSON.stringify(mapSize)}.`,
    { argument: 'mapSize', expected: 'mask or detector', received: mapSize },
  );
}

/** An image's own size, which its mask has. */
export function ownSize({ samples, sizes }: LabeledDataset, index: number): ImageSize {
  const [height, width] = samples.sampleShape;
  return sizes?.[index] ?? { height, width };
}

/** The mask of an anomalous image, or what is wrong with it; it never rejects. */
export async function usableMask(
  labeled: LabeledDataset,
  index: number,
  mapSize: MapSize,
): Promise<Mask | MaskProblem> {
  const image = labeled.ids[index] ?? String(index);
  let mask: Mask | undefined;
  try {
    mask = await labeled.masks?.(index);
  } catch (error) {
    return { image, ...problemOf(error) };
  }
  const wrong = whatIsWrong(mask, ownSize(labeled, index));
  if (!mask || wrong) return { image, ...(wrong ?? missing) };
  if (mapSize === 'mask') return mask;
  const [height, width] = labeled.samples.sampleShape;
  const resized = resizeMask(mask, { height, width });
  if (resized.data.includes(1)) return resized;
  const message = `Nothing of it is left at the detector's size, ${width} × ${height}.`;
  return { image, problem: 'vanished', message };
}

type Problem = Omit<MaskProblem, 'image'>;

const missing: Problem = { problem: 'missing', message: 'It has no mask.' };

const PROBLEMS: Readonly<Record<string, Problem['problem']>> = {
  'not-found': 'missing',
  'invalid-shape': 'wrong-size',
};

function problemOf(error: unknown): Problem {
  const { code, message } = error as Partial<OneClassError>;
  return {
    problem: PROBLEMS[code ?? ''] ?? 'unreadable',
    message: message ?? String(error),
  };
}

function whatIsWrong(mask: Mask | undefined, size: ImageSize): Problem | undefined {
  if (!mask) return missing;
  const { width, height, data } = mask;
  if (width !== size.width || height !== size.height) {
    const message =
      `Its mask has ${String(width)} × ${String(height)} pixels. Expected the image's own size, ` +
      `${String(size.width)} × ${String(size.height)}.`;
    return { problem: 'wrong-size', message };
  }
  if (data.length !== width * height || data.some((value) => value > 1)) {
    const message = `Its mask has other values than ${String(width * height)} of 0 and 1.`;
    return { problem: 'unreadable', message };
  }
  if (data.includes(1)) return undefined;
  return { problem: 'empty', message: 'Its mask marks nothing.' };
}
