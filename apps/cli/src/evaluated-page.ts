import type { ImageSize, Watched } from '@oneclass/core';
import { describeInspector, type EvaluatedSet, type Inspector } from '@oneclass/inspection';
import { mapsInMemory, writeMapPage, type MapsFolder } from '@oneclass/inspection/node/page';
import { evaluationPairs, headlineOf } from './print/evaluation.ts';
import { sayPage } from './print/say-page.ts';

interface Evaluated {
  readonly inspector: Inspector;
  readonly found: EvaluatedSet;
}

interface About extends Watched {
  /** The detector's. */
  readonly file: string;
  readonly data: string;
}

/** The page of `oneclass evaluate --maps`. */
export async function writeEvaluatedPage(
  folder: MapsFolder,
  { inspector, found }: Evaluated,
  { file, data, ...run }: About,
): Promise<void> {
  const { labeled, evaluation, scores, maps, masks } = found;
  if (!maps) return;
  const { samples, ids, labels, kinds } = labeled;
  const written = await writeMapPage({
    folder,
    maps: mapsInMemory(maps),
    image: async (index) => {
      for await (const batch of samples.batches({ batchSize: 1, order: Uint32Array.of(index) })) {
        const pixels = await batch.data<'float32'>();
        batch.dispose();
        return { data: pixels, shape: [1, ...samples.sampleShape] };
      }
      throw new Error(`the data gave no image at ${String(index)}`);
    },
    ids,
    scores,
    threshold: evaluation.threshold,
    pixelThreshold: evaluation.pixelThreshold,
    ...(labeled.sizes && { size: sizeAt(labeled.sizes) }),
    truth: { labels, kinds, masks },
    about: {
      title: `Score maps: ${inspector.detector.method}`,
      subtitle: `${file} on ${data}`,
      headline: headlineOf(evaluation),
      figures: evaluationPairs(evaluation),
      details: { detector: file, data, ...describeInspector(inspector) },
    },
    ...run,
  });
  sayPage(folder, written);
}

const sizeAt =
  (sizes: readonly ImageSize[]) =>
  (index: number): ImageSize =>
    sizes[index] as ImageSize;
