import type { Mask } from '../../contract/dataset.ts';
import type { Rng } from '../../rng.ts';
import { defectsOf, drawDefect, type Canvas } from './texture-defect.ts';
import { between, TEXTURES, type Texture, type TextureKind } from './texture.ts';

export interface Drawing {
  /** `[size, size, channels]` */
  readonly bytes: Uint8Array;
  readonly channels: 1 | 3;
  /** 'good', or of the defect. */
  readonly kind: string;
  /** Undefined without a defect. */
  readonly mask: Mask | undefined;
}

export interface SurfaceOptions {
  readonly size: number;
  readonly rng: Rng;
  /**
   * Counts through the texture's kinds of defect; without it there is none, and all else is the
   * same.
   */
  readonly defect?: number | undefined;
}

/** One image of a surface. */
export function drawSurface(kind: TextureKind, { size, rng, defect }: SurfaceOptions): Drawing {
  const texture = TEXTURES[kind](rng.derive('texture'));
  const { channels } = texture;
  const canvas = { size, channels, values: new Float32Array(size * size * channels) };
  paint(canvas, texture);
  if (defect === undefined)
    return {
      bytes: photograph(canvas, rng.derive('light')),
      channels,
      kind: 'good',
      mask: undefined,
    };
  const names = defectsOf(texture);
  const name = names[defect % names.length] as string;
  const data = drawDefect(name, canvas, { texture, rng: rng.derive('defect') });
  return {
    bytes: photograph(canvas, rng.derive('light')),
    channels,
    kind: name,
    mask: { height: size, width: size, data },
  };
}

function paint({ size, channels, values }: Canvas, texture: Texture): void {
  const unit = 64 / size;
  for (let y = 0, place = 0; y < size; y++) {
    for (let x = 0; x < size; x++, place += channels)
      values.set(texture.colour((x + 0.5) * unit, (y + 0.5) * unit), place);
  }
}

/** Light from one side, of a strength of its own, and the noise of a sensor. */
function photograph({ size, channels, values }: Canvas, rng: Rng): Uint8Array {
  const [angle, slope, strength] = [
    between(rng, 0, 2 * Math.PI),
    between(rng, 0, 0.12),
    between(rng, 0.88, 1.12),
  ];
  const [slopeX, slopeY] = [(slope * Math.cos(angle)) / size, (slope * Math.sin(angle)) / size];
  return Uint8Array.from(values, (value, place) => {
    const pixel = Math.floor(place / channels);
    const light =
      strength *
      (1 + slopeX * ((pixel % size) - size / 2) + slopeY * (Math.floor(pixel / size) - size / 2));
    return Math.min(255, Math.max(0, Math.round(255 * (value * light + 0.012 * rng.normal()))));
  });
}
