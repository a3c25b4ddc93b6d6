import { crc32 } from 'node:zlib';
import { plain } from '../temporary-folder.ts';

/** A PNG whose valid header claims a size, with hardly any data after it. */
export function claimingPng(width: number, height: number): Buffer {
  const chunk = (kind: string, body: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(kind), body]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(body.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', Buffer.alloc(20)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A small JPEG whose frame header was changed. */
export async function claimingJpeg(width: number, height: number): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const bytes = await sharp(await plain(7, 8, 8))
    .jpeg()
    .toBuffer();
  const frame = bytes.indexOf(Buffer.of(0xff, 0xc0));
  bytes.writeUInt16BE(height, frame + 5);
  bytes.writeUInt16BE(width, frame + 7);
  return bytes;
}

function riff(...chunks: readonly [kind: string, body: Buffer][]): Buffer {
  const parts = chunks.flatMap(([kind, body]) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(body.length);
    return [Buffer.from(kind), length, body];
  });
  const content = Buffer.concat([Buffer.from('WEBP'), ...parts]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(content.length);
  return Buffer.concat([Buffer.from('RIFF'), length, content]);
}

/** A frame header of lossless WebP, 14 bits a side. */
function lossless(width: number, height: number): Buffer {
  const body = Buffer.alloc(20);
  body[0] = 0x2f;
  body.writeUInt32LE((width - 1) | ((height - 1) << 14), 1);
  return body;
}

export const losslessWebp = (width: number, height: number): Buffer =>
  riff(['VP8L', lossless(width, height)]);

/** A WebP animation of one small frame whose canvas claims a size. */
export function claimingWebp(width: number, height: number): Buffer {
  const canvas = Buffer.alloc(10);
  canvas[0] = 0x02;
  canvas.writeUIntLE(width - 1, 4, 3);
  canvas.writeUIntLE(height - 1, 7, 3);
  const image = lossless(8, 8);
  const frame = Buffer.concat([
    Buffer.from([0, 0, 0, 0, 0, 0, 7, 0, 0, 7, 0, 0, 100, 0, 0, 0]),
    riff(['VP8L', image]).subarray(12),
  ]);
  return riff(['VP8X', canvas], ['ANIM', Buffer.alloc(6)], ['ANMF', frame]);
}
