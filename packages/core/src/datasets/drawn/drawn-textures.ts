import type { LabeledDataset } from '../../contract/dataset.ts';
import { OneClassError } from '../../error.ts';
import { createRng } from '../../rng.ts';
import { checkCount } from '../check-count.ts';
import { imageSet, type ImageSet } from '../image-set.ts';
import { drawSurface, type Drawing } from './drawn-surface.ts';
import { TEXTURES, type TextureKind } from './texture.ts';

export interface DrawnTexturesOptions {
  readonly kind: TextureKind;
  /** Images without a defect to fit on. */
  readonly train: number;
  /** Images without a defect to evaluate on. */
  readonly good: number;
  /** Images with one, each kind of defect in turn. */
  readonly defective: number;
  /** Height and width in pixels, 64 when absent. */
  readonly size?: number | undefined;
  readonly seed: number;
}

export interface DrawnTextures {
  readonly normal: ImageSet;
  /** `masks` gives undefined for a good image. */
  readonly test: LabeledDataset & { readonly samples: ImageSet };
}

/**
 * Surfaces drawn by code, some with a defect and its exact mask, for examples and tests that need
 * no download: 'weave' (linen, RGB), 'brushed' (metal, grey) and 'grain' (granite, RGB). Every
 * image shows another place in another light.
 *
 * Kinds of the test images: 'good'; 'scratch', 'hole', 'contamination', and 'missing-thread' of the
 * weave or 'smear' of the others. More images with the same seed begin with the same ones.
 *
 * @throws OneClassError `invalid-argument`
 */
export function drawnTextures({
  kind,
  train,
  good,
  defective,
  size = 64,
  seed,
}: DrawnTexturesOptions): DrawnTextures {
  if (!Object.hasOwn(TEXTURES, kind)) {
    const names = Object.keys(TEXTURES).join(', ');
    throw new OneClassError(
      'invalid-argument',
      `There is no texture '${String(kind)}'. Expected one of: ${names}.`,
      {
        argument: 'kind',
        expected: names,
        received: kind,
      },
    );
  }
  for (const [name, count] of Object.entries({ train, good, defective }))
    checkCount(name, count, 1);
  checkCount('size', size, 16);
  const rng = createRng(seed).derive(`drawn-textures/${kind}`);
  const drawAll = (part: string, count: number): Drawing[] =>
    Array.from({ length: count }, (_, i) =>
      drawSurface(kind, {
        size,
        rng: rng.derive(`${part}/${i}`),
        ...(part === 'defective' && { defect: i }),
      }),
    );
  const tested = [...drawAll('good', good), ...drawAll('defective', defective)];
  const samples = setOf(tested, size);
  return {
    normal: setOf(drawAll('train', train), size),
    test: {
      samples,
      labels: Uint8Array.from(tested, ({ kind: is }) => Number(is !== 'good')),
      kinds: tested.map(({ kind: is }) => is),
      ids: samples.ids,
      masks: async (index) => tested[index]?.mask,
    },
  };
}

function setOf(drawings: readonly Drawing[], size: number): ImageSet {
  const [{ bytes, channels }] = drawings as [Drawing];
  const data = new Uint8Array(drawings.length * bytes.length);
  drawings.forEach((drawing, i) => {
    data.set(drawing.bytes, i * bytes.length);
  });
  return imageSet({ data, sampleShape: [size, size, channels] });
}
