import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { imageShape, typicalShape } from '@oneclass/core/node';
import { plain, put, temporaryFolder } from '../temporary-folder.ts';
import { bmp } from './bmp-file.ts';

interface Blank {
  readonly width: number;
  readonly height: number;
  readonly grey?: boolean;
}

const blank = ({ width, height, grey = false }: Blank): ReturnType<typeof sharp> => {
  const made = sharp({ create: { width, height, channels: 3, background: '#123' } });
  return grey ? made.toColourspace('b-w') : made;
};

async function putBlanks(shapes: readonly Blank[]): Promise<string[]> {
  const dir = await temporaryFolder();
  return Promise.all(
    shapes.map(async (shape, i) =>
      put(join(dir, `${String(i)}.png`), await blank(shape).png().toBuffer()),
    ),
  );
}

describe('typicalShape', () => {
  it('is that of most images, however small or grey the first is', async () => {
    const paths = await putBlanks([
      { width: 4, height: 3, grey: true },
      { width: 20, height: 10 },
      { width: 20, height: 10 },
      { width: 20, height: 10 },
      { width: 90, height: 80 },
    ]);
    expect(await typicalShape(paths)).toEqual({
      shape: [10, 20, 3],
      bits: 8,
      grey: 1,
      colour: 4,
      ofSize: 3,
      smallest: [3, 4],
      largest: [80, 90],
    });
  });

  it('is the middle of sizes that all differ, and colour where as many are grey', async () => {
    const paths = await putBlanks([
      { width: 50, height: 10, grey: true },
      { width: 30, height: 30 },
      { width: 40, height: 20, grey: true },
      { width: 60, height: 90 },
    ]);
    expect((await typicalShape(paths)).shape).toEqual([20, 40, 3]);
  });

  it('reads the same of a header as of the whole file', async () => {
    const dir = await temporaryFolder();
    const grey = { width: 7, height: 5, grey: true };
    const colour = { width: 7, height: 5 };
    const files: readonly [string, Buffer | Uint8Array][] = [
      ['grey.png', await blank(grey).png().toBuffer()],
      ['deep.png', await blank(grey).toColourspace('grey16').png().toBuffer()],
      ['colour.png', await blank(colour).png().toBuffer()],
      ['transparent.png', await blank(colour).ensureAlpha(0.5).png().toBuffer()],
      ['palette.png', await blank(colour).png({ palette: true }).toBuffer()],
      ['turned.png', await blank(colour).withMetadata({ orientation: 6 }).png().toBuffer()],
      ['turned.jpg', await blank(colour).withMetadata({ orientation: 6 }).jpeg().toBuffer()],
      ['grey.jpg', await blank(grey).jpeg().toBuffer()],
      ['colour.webp', await blank(colour).webp().toBuffer()],
      ['colour.bmp', bmp({ width: 7, height: 5, depth: 24 })],
      // Longer than what is read at first.
      ['large.bmp', bmp({ width: 300, height: 200, depth: 24 })],
      ['long.jpg', await longHeader()],
    ];
    for (const [name, bytes] of files) {
      const path = await put(join(dir, name), bytes);
      expect((await typicalShape([path])).shape, name).toEqual(await imageShape(path));
    }
    expect((await typicalShape([join(dir, 'turned.png')])).shape).toEqual([7, 5, 3]);
  });

  it('says the depth of all, and refuses two depths by a file of each', async () => {
    const dir = await temporaryFolder();
    const deepBytes = await blank({ width: 3, height: 2, grey: true })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    const deep = await put(join(dir, 'deep.png'), deepBytes);
    const tiff = await put(join(dir, 'deep.tif'), await sharp(deepBytes).tiff().toBuffer());
    const flat = await put(join(dir, 'flat.png'), await plain(1, 2, 2));
    expect((await typicalShape([deep, deep])).bits).toBe(16);
    expect((await typicalShape([flat])).bits).toBe(8);
    await expect(typicalShape([deep, flat, tiff])).rejects.toThrow(
      `${flat} has 8 bits a value, and ${deep} 16`,
    );
  });

  it('names a file that is no image, too large or not there', async () => {
    const dir = await temporaryFolder();
    const good = await put(join(dir, 'good.png'), await plain(1, 2, 2));
    const bad = await put(join(dir, 'bad.png'), 'no image');
    await expect(typicalShape([good, bad])).rejects.toThrow(
      expect.objectContaining({ code: 'invalid-data', argument: bad }),
    );
    await expect(typicalShape([good, join(dir, 'none.png')])).rejects.toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
    await expect(typicalShape([good], { maxPixels: 3 })).rejects.toThrow(
      'more than the limit of 3',
    );
    await expect(
      typicalShape([good], { signal: AbortSignal.abort(new Error('enough')) }),
    ).rejects.toThrow('enough');
  });
});

/** A JPEG file with 100 kB of comments before its size. */
async function longHeader(): Promise<Buffer> {
  const whole = await blank({ width: 7, height: 5 }).jpeg().toBuffer();
  const comment = Buffer.alloc(50_000, 0x20);
  comment.writeUInt16BE(0xfffe, 0);
  comment.writeUInt16BE(comment.length - 2, 2);
  return Buffer.concat([whole.subarray(0, 2), comment, comment, whole.subarray(2)]);
}
