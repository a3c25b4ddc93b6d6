import { headerLength, invalidIdx, parseIdx, readHeader, type IdxArray } from './idx.ts';

// The compressed bytes go in by slices, so that a stream that unpacks to far more than it should is
// stopped early.
const SLICE = 1 << 16;
const MAX_SIZE = 2 ** 30;
/** Deflate writes at most 258 bytes for 2 bits. */
const MAX_DEFLATE_RATIO = 1032;

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Leaving the loop over it stops the unpacking. */
async function* gunzip(bytes: Uint8Array, name: string): AsyncGenerator<Uint8Array> {
  let position = 0;
  const source = new ReadableStream<BufferSource>({
    pull(controller) {
      if (position < bytes.length) controller.enqueue(bytes.slice(position, (position += SLICE)));
      else controller.close();
    },
  });
  const reader = source.pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw invalidIdx(
          name,
          'its gzip data is damaged or cut off. Copy or download it again.',
          error,
        );
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function allocate(head: Uint8Array, compressed: number, name: string): Uint8Array {
  const { shape, offset, size } = readHeader(head, name);
  const limit = Math.min(MAX_SIZE, compressed * MAX_DEFLATE_RATIO);
  if (size > limit) {
    throw invalidIdx(
      name,
      `its header declares ${size} bytes, [${shape.join(', ')}]; ${compressed} bytes of gzip ` +
        `may hold ${limit} at most. ` +
        'Copy or download it again.',
    );
  }
  return new Uint8Array(offset + size);
}

const concatenate = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
};

async function unpack(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array();
  let unpacked: Uint8Array | undefined;
  let filled = 0;
  for await (let chunk of gunzip(bytes, name)) {
    if (unpacked === undefined) {
      head = concatenate(head, chunk);
      if (head.length < Math.max(4, headerLength(head))) continue;
      unpacked = allocate(head, bytes.length, name);
      chunk = head;
    }
    if (filled + chunk.length > unpacked.length) {
      throw invalidIdx(
        name,
        `it unpacks to more than the ${unpacked.length} bytes that its header declares. Copy ` +
          'or download it again.',
      );
    }
    unpacked.set(chunk, filled);
    filled += chunk.length;
  }
  // Some runtimes refuse bytes after the gzip data and some pass over them; its last four tell the
  // unpacked length.
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(
    bytes.length - 4,
    true,
  );
  if (filled === unpacked?.length && length !== filled)
    throw invalidIdx(name, 'other bytes follow its gzip data. Copy or download it again.');
  return unpacked === undefined ? head : unpacked.subarray(0, filled);
}

/**
 * Reads an IDX file, gzip-compressed or not. Unpacks in pieces, and no further than the header's
 * length; refuses a compressed file that declares more than 1 GiB.
 *
 * @param name the file's name, for messages
 * @throws OneClassError `invalid-data` for damaged gzip data, and as {@link parseIdx}
 */
export async function decodeIdx(bytes: Uint8Array, name = 'IDX data'): Promise<IdxArray> {
  return parseIdx(isGzip(bytes) ? await unpack(bytes, name) : bytes, name);
}
