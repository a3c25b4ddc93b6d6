import { OneClassError, type InputSpec, type LabeledDataset } from '@oneclass/core';
import { oneVersusRest, resizeImages, type DrawnTextures } from '@oneclass/core/datasets';
import { parseName, texturesOf, type NamedData } from './data-name.ts';
import { describeLabeled } from './describe-images.ts';
import { folderImages } from './folder-images.ts';
import { namedSplit, reading, type DataOptions } from './named-split.ts';

/**
 * What to evaluate on.
 * @param data a folder with `good` and a folder for each kind of anomaly (or MVTec's layout), or a
 *   named set with its normal class such as 'mnist:5'
 * @throws OneClassError `not-found`, `unknown-name`, `invalid-data`
 */
export async function labeledImages(
  data: string,
  input: InputSpec,
  options: DataOptions = {},
): Promise<LabeledDataset> {
  const named = parseName(data);
  const textures = texturesOf(named);
  if (textures) return labeledTextures(textures, input);
  if (named) return labeledClass(named, input, { ...options, data });
  const folder = await folderImages(data, options);
  const labeled = await reading(input, options, (run) => folder.readLabeled(input, run));
  options.say?.(describeLabeled(labeled));
  return labeled;
}

function labeledTextures({ test }: DrawnTextures, input: InputSpec): LabeledDataset {
  const [height, width] = test.samples.sampleShape;
  const sizes = test.ids.map(() => ({ height, width }));
  return { ...test, samples: resizeImages(test.samples, input), sizes };
}

async function labeledClass(
  named: NamedData,
  input: InputSpec,
  { data, ...options }: DataOptions & { readonly data: string },
): Promise<LabeledDataset> {
  const split = await namedSplit(named, 'test', options);
  if (named.className === undefined) {
    const names = split.names.join(', ');
    throw new OneClassError(
      'invalid-argument',
      `Which class of "${named.set}" is normal? Expected one of ${names}, as in ` +
        `${named.set}:${split.names[0] ?? ''}.`,
      { argument: 'data', received: data },
    );
  }
  const resized = { ...split, samples: resizeImages(split.samples, input) };
  return oneVersusRest(resized, resized, named.className).test;
}
