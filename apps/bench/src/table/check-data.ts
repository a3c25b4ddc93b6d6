import { z } from 'zod';
import type { Dataset, LabeledDataset, Mask } from '@oneclass/core';
import { checked } from './schema.ts';
import type { DataFile } from './table.ts';
import { runAuthored, wrongTable } from './wrong-table.ts';

const side = z.int().min(1);
const dataset = z.custom<Dataset>(
  (value) =>
    z
      .object({
        sampleShape: z.tuple([side, side, z.literal([1, 3])]),
        size: z.int().min(1),
        batches: z.custom((part) => typeof part === 'function'),
      })
      .safeParse(value).success,
  {
    error:
      'must be a Dataset of one image or more: sampleShape [height, width, 1 or 3], size, ' +
      'batches(); see imageSet of @oneclass/core/datasets',
  },
);
const texts = z.array(z.string(), { error: 'must be a list of texts, one an image' });
const labeled = z.object(
  {
    samples: dataset,
    labels: z.custom<Uint8Array>(
      (value) => value instanceof Uint8Array && value.every((label) => label <= 1),
      { error: 'must be a Uint8Array, 1 where an image is anomalous, else 0' },
    ),
    kinds: texts,
    ids: texts,
    masks: z
      .custom<NonNullable<LabeledDataset['masks']>>(
        (value) => value === undefined || typeof value === 'function',
        { error: 'must be a function' },
      )
      .optional(),
  },
  { error: 'must be a LabeledDataset: samples, labels, kinds, ids' },
);
/** A plain dataset is of normal images. */
const labeledOrNormal = z.preprocess((value) => {
  const { success, data: samples } = dataset.safeParse(value);
  if (!success) return value;
  const each = Array.from({ length: samples.size }, (_, i) => String(i));
  return {
    samples,
    labels: new Uint8Array(samples.size),
    kinds: each.map(() => 'normal'),
    ids: each,
  };
}, labeled);
const files = z.array(z.object({ name: z.string(), md5: z.string(), official: z.boolean() }), {
  error: 'must be a list of { name, md5, official }',
});
const data = z.object(
  {
    train: dataset,
    validation: labeledOrNormal.optional(),
    test: labeled,
    files: files.optional(),
    remarks: z.array(z.string(), { error: 'must be a list of texts' }).optional(),
  },
  { error: 'must be an object: train, validation, test, files, remarks' },
);

/** A cell's data as the runner has them. */
export interface CheckedData {
  readonly train: Dataset;
  readonly validation?: LabeledDataset | undefined;
  readonly test: LabeledDataset;
  readonly files: readonly DataFile[];
  readonly remarks?: readonly string[] | undefined;
}

/**
 * What a cell's `load` gave, checked.
 * @param cell its id
 * @throws OneClassError `invalid-argument`
 */
export function checkData(given: unknown, cell: string, signal?: AbortSignal): CheckedData {
  const what = `data of cell "${cell}"`;
  const { train, validation, test, files = [], remarks } = checked(data, given, what);
  for (const [name, set] of Object.entries({ validation, test })) {
    if (!set) continue;
    const { samples, labels, kinds, ids } = set;
    for (const [part, { length }] of Object.entries({ labels, kinds, ids })) {
      if (length === samples.size) continue;
      throw wrongTable(
        `Invalid ${what}: \`${name}.${part}\` has ${String(length)} entries for ` +
          `${String(samples.size)} images.`,
        { argument: `${name}.${part}`, received: length },
      );
    }
    if (samples.sampleShape.join() !== train.sampleShape.join()) {
      throw wrongTable(
        `Invalid ${what}: images of \`${name}\` are [${samples.sampleShape.join(', ')}], ` +
          `those of \`train\` [${train.sampleShape.join(', ')}]. Resize them alike.`,
        {
          argument: `${name}.samples`,
          received: samples.sampleShape,
        },
      );
    }
  }
  if (new Set(test.labels).size < 2) {
    throw wrongTable(
      `Invalid ${what}: \`test.labels\` are all ${String(test.labels[0])}. Normal (0) and ` +
        'anomalous (1) images are needed to tell how well they are told apart.',
      {
        argument: 'test.labels',
      },
    );
  }
  return {
    train,
    test: test.masks ? { ...test, masks: checkedMasks(test.masks, cell, signal) } : test,
    files,
    ...(remarks && { remarks }),
    ...(validation && { validation }),
  };
}

type Masks = NonNullable<LabeledDataset['masks']>;

const mask = z.custom<Mask | undefined>(
  (value) =>
    value === undefined ||
    z
      .object({ width: side, height: side, data: z.instanceof(Uint8Array) })
      .refine(({ width, height, data: { length } }) => length === width * height)
      .safeParse(value).success,
  { error: 'must be { width, height, data }, a Uint8Array of width · height, or undefined' },
);

const checkedMasks =
  (masks: Masks, cell: string, signal?: AbortSignal): Masks =>
  async (index) => {
    const what = `masks() of cell "${cell}"`;
    return checked(
      mask,
      await runAuthored(what, () => masks(index), signal),
      `mask of cell "${cell}"`,
    );
  };
