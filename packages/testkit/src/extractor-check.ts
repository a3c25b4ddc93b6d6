import type { Tensor4D } from '@tensorflow/tfjs';
import type { FeatureExtractor, SampleShape } from '@oneclass/core';
import { ConformanceError, describeError } from './assertion.ts';
import { tensorOf, type Images } from './images.ts';

/** Features under test. */
export interface ExtractorSpec {
  /** Makes the extractor anew for every check, which disposes of it. */
  readonly extractor: () => Promise<FeatureExtractor>;
  /** Of the images that the kit draws; 32×48 grey when absent. */
  readonly sampleShape?: SampleShape | undefined;
}

export interface ExtractorTrial {
  readonly sampleShape: SampleShape;
  /** A new extractor, disposed of with the trial. */
  open(): Promise<FeatureExtractor>;
  /** A tensor of the images, freed with the trial. */
  tensor(images: Images): Tensor4D;
  /** Freed with the trial. */
  own<T extends { dispose(): void }>(thing: T): T;
}

/** One thing that every extractor must do. */
export interface ExtractorCheck {
  /** Reads on from "an extractor". */
  readonly name: string;
  readonly run: (trial: ExtractorTrial) => Promise<void>;
}

const SAMPLE_SHAPE: SampleShape = [32, 48, 1];

/**
 * Runs one check on an extractor, on the backend that is set, without a test runner.
 * @throws ConformanceError when the extractor does not pass; `cause` is its own error where it
 *   threw one
 */
export async function runExtractorCheck(
  check: ExtractorCheck,
  { extractor, sampleShape = SAMPLE_SHAPE }: ExtractorSpec,
): Promise<void> {
  const owned: { dispose(): void }[] = [];
  const own = <T extends { dispose(): void }>(thing: T): T => {
    owned.push(thing);
    return thing;
  };
  try {
    await check.run({
      sampleShape,
      open: async () => own(await extractor()),
      tensor: (images) => own(tensorOf(images)),
      own,
    });
  } catch (error) {
    if (error instanceof ConformanceError) throw error;
    const message =
      `The extractor threw ${describeError(error)} Expected no error here: mend what this ` +
      "error's cause points to.";
    throw new ConformanceError(message, { cause: error });
  } finally {
    for (const thing of owned) {
      try {
        thing.dispose();
      } catch {
        // A dispose() that throws has a check of its own.
      }
    }
  }
}
