import { Interruption, interruptible, type Connection } from '../connection.ts';

/** The bytes of an answer, taken piece by piece as they come. */
export interface ByteStream {
  /** The next `count` bytes. @throws Interruption when it breaks off before */
  take(count: number): Promise<Uint8Array>;
  /** @throws Interruption */
  skip(count: number): Promise<void>;
  /** Ends it, whatever still comes. */
  close(): Promise<void>;
}

/** @param connection of the body, which ends with the stream */
export function byteStream(body: ReadableStream<Uint8Array>, connection: Connection): ByteStream {
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
    connection.alive(value?.length ?? 0);
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
    async close() {
      connection.close();
      await reader.cancel().catch(() => undefined);
    },
  };
}
