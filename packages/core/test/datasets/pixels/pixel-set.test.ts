import { describe, expect, it } from 'vitest';
import { pixelSet } from '@oneclass/core/datasets';
import { images } from '@oneclass/core/node';

const bytes = (count: number, step: number): Uint8Array =>
  Uint8Array.from({ length: count }, (_, i) => (i * step) % 256);
const SOURCES = [
  { data: bytes(20, 37), width: 5, height: 4, channels: 1 },
  { data: bytes(36, 11), width: 3, height: 4, channels: 3 },
  { data: new Uint8ClampedArray(bytes(64, 29)), width: 4, height: 4 },
] as const;

describe('pixels without a file', () => {
  it.each([1, 3] as const)(
    'of any layout become what Node reads, in %i channels',
    async (channels) => {
      const input = { height: 3, width: 2, channels, resize: 'area' } as const;
      const progress: number[] = [];
      const set = await pixelSet(SOURCES, input, { onProgress: (done) => progress.push(done) });
      expect(set.bytes).toEqual((await images(SOURCES, input)).bytes);
      expect(set.sampleShape).toEqual([3, 2, channels]);
      expect(progress).toEqual([1, 2, 3]);
    },
  );

  it('are refused where they are none, or none of them', async () => {
    const input = { height: 3, width: 2, channels: 1, resize: 'area' } as const;
    const short = { data: bytes(19, 1), width: 5, height: 4, channels: 1 } as const;
    await expect(pixelSet([SOURCES[0], short], input)).rejects.toThrow(/sources\[1\].*19 values/);
    await expect(pixelSet([], input)).rejects.toThrow(/at least one image/);
    const aborted = { signal: AbortSignal.abort(new Error('stop')) };
    await expect(pixelSet(SOURCES, input, aborted)).rejects.toThrow('stop');
  });
});
