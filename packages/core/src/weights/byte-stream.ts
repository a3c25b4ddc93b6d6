/** Broken off by something that may pass: worth another try. */
export class Interruption extends Error {}

/** The bytes of an answer, taken piece by piece as they come. */
export interface ByteStream {
  /** The next `count` bytes. @throws Interruption when it breaks off before */
  take(count: number): Promise<Uint8Array>;
  /** @throws Interruption */
  skip(count: number): Promise<void>;
  /** Ends it, whatever still comes. */
  close(): Promise<void>;
}

export function byteStream(body: ReadableStream<Uint8Array>): ByteStream {
  const reader = body.getReader();
  let rest: Uint8Array = new Uint8Array();

  /** Calls `use` with pieces of `count` bytes in all. */
  async function pass(count: number, use: (piece: Uint8Array, at: number) => void): Promise<void> {
    let done = 0;
    while (done < count) {
      if (rest.length === 0) rest = await next(count - done);
      const piece = rest.subarray(0, count - done);
      rest = rest.subarray(piece.length);
      use(piece, done);
      done += piece.length;
    }
  }

  async function next(missing: number): Promise<Uint8Array> {
    const { done, value } = await interruptible(reader.read());
    if (done) throw new Interruption(`it ended ${String(missing)} bytes too early`);
    return value;
  }

  return {
    async take(count) {
      const bytes = new Uint8Array(count);
      await pass(count, (piece, at) => {
        bytes.set(piece, at);
      });
      return bytes;
    },
    skip: (count) => pass(count, () => undefined),
    close: () => reader.cancel().catch(() => undefined),
  };
}

/**
 * fetch rejects with a TypeError for all that goes wrong on the way; the reason is in its cause.
 */
export async function interruptible<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    const { message, cause: inner } = cause as Error;
    throw new Interruption(
      inner instanceof Error && inner.message !== '' ? inner.message : message,
      { cause },
    );
  }
}
