import { OneClassError } from '../../error.ts';

/** Bytes that decoding takes at a time, of all images together, where the caller does not say. */
export const DECODE_BYTES = 2 ** 31;

/** What decoding an image file may take. */
export interface DecodeLimits {
  /**
   * An image file whose header says more is refused before it is decoded; 100 million when absent.
   */
  readonly maxPixels?: number | undefined;
  /**
   * Bytes that decoding takes at a time, of all images of the process together; 2 GiB when absent.
   * An image waits until others leave room for it; one that takes more alone is refused by its
   * header.
   */
  readonly decodeBytes?: number | undefined;
}

/** What an image's header says of what its decoding takes. */
export interface DecodedSize {
  readonly width: number;
  readonly height: number;
  /** Of one pixel. */
  readonly bytes: number;
}

/** The memory of one image's decoding, until it is released. */
export interface DecodeLease {
  /**
   * Waits until the others leave room for it; once a lease.
   * @throws OneClassError `invalid-data` for an image that has none even alone
   */
  reserve(name: string, size: DecodedSize): Promise<void>;
  release(): void;
}

/** The image as it is stored, turned and as it is given away. */
const COPIES = 3;
/** Rows that sharp keeps on the way, in all of its threads. */
const ROWS = 64;

const costOf = ({ width, height, bytes }: DecodedSize): number =>
  bytes * (COPIES * width * height + ROWS * Math.max(width, height));

/** Of all images of this process. */
let inUse = 0;
let waiting: (() => void)[] = [];

/** @param limit bytes of all images that are decoded at once */
export function decodeLease(limit = DECODE_BYTES): DecodeLease {
  let own = 0;
  return {
    async reserve(name, size) {
      const cost = costOf(size);
      if (!(cost <= limit)) throw tooLarge(name, { ...size, cost, limit });
      while (inUse > 0 && inUse + cost > limit)
        await new Promise<void>((resolve) => waiting.push(resolve));
      inUse += cost;
      own = cost;
    },
    release() {
      inUse -= own;
      own = 0;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
  };
}

/** Gives `act` a lease that ends with it. */
export async function withDecodeLease<T>(
  limit: number | undefined,
  act: (lease: DecodeLease) => Promise<T>,
): Promise<T> {
  const lease = decodeLease(limit);
  try {
    return await act(lease);
  } finally {
    lease.release();
  }
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6).toLocaleString('en-US')} MB`;

const tooLarge = (
  name: string,
  { width, height, cost, limit }: DecodedSize & { cost: number; limit: number },
): OneClassError =>
  new OneClassError(
    'invalid-data',
    `${name}: ${width} × ${height} pixels take ${megabytes(cost)} to decode, more than the ` +
      `${megabytes(limit)} that decoding may take. Shrink the image, or raise decodeBytes.`,
    { argument: 'decodeBytes', expected: `${limit} bytes at most`, received: cost },
  );
