/**
 * @file An epoch of each table's training, which is what users of `run` wait for. A new table's
 *   are entered here.
 */
import { convAutoencoder, mlpAutoencoder, smallConvAutoencoder } from '@oneclass/autoencoder';
import type { Method, SampleShape } from '@oneclass/core';
import { deepConvAutoencoder, deepSvdd } from '@oneclass/svdd';
import { noise } from './fit-rows.ts';
import { gatedFit } from './gated-fit.ts';
import type { PerfRow } from './row.ts';

interface TableEpoch {
  readonly table: string;
  /** Where the table has several methods. */
  readonly form?: { readonly name: string; readonly title: string } | undefined;
  readonly method: Method;
  /** Images that are trained on. */
  readonly images: number;
  readonly sampleShape: SampleShape;
  /** What of the table's config decides how long an epoch takes. */
  readonly config?: object | undefined;
  readonly goals?: PerfRow['goals'] | undefined;
}

const row = ({
  table,
  form,
  method,
  images,
  sampleShape,
  config,
  goals = {},
}: TableEpoch): PerfRow => ({
  name: `${table}${form ? `-${form.name}` : ''}-epoch`,
  title:
    `${table}${form ? `, ${form.title}` : ''}: epoch of training, ` +
    `${images.toLocaleString('en-US')} images`,
  images,
  goals,
  prepare: () =>
    gatedFit(method, noise(images, sampleShape), { part: 'epoch', ...(config && { config }) }),
});

/** Of 5,500 images, less the tenth that is held out. */
const TRAINED_ON = 4950;

export const epochRows: readonly PerfRow[] = [
  row({
    table: 'mnist-kmnist',
    method: convAutoencoder,
    images: 20_000,
    sampleShape: [32, 32, 1],
    goals: { native: { ratio: 1.2 } },
  }),
  row({
    table: 'mnist-autoencoder',
    form: { name: 'mlp', title: 'MLP' },
    method: mlpAutoencoder,
    images: TRAINED_ON,
    sampleShape: [28, 28, 1],
  }),
  row({
    table: 'mnist-autoencoder',
    form: { name: 'conv', title: 'small convolutional' },
    method: smallConvAutoencoder,
    images: TRAINED_ON,
    sampleShape: [28, 28, 1],
  }),
  row({
    table: 'mnist-deep-svdd',
    method: deepSvdd,
    images: 5923,
    sampleShape: [28, 28, 1],
    config: { pretraining: null, batchSize: 1024 },
  }),
  row({
    table: 'deep-svdd-mnist',
    method: deepSvdd,
    images: 6000,
    sampleShape: [28, 28, 1],
    config: { pretraining: null },
  }),
  row({
    table: 'deep-svdd-mnist',
    form: { name: 'autoencoder', title: 'pretraining' },
    method: deepConvAutoencoder,
    images: 6000,
    sampleShape: [28, 28, 1],
  }),
  row({
    table: 'deep-svdd-cifar10',
    method: deepSvdd,
    images: 5000,
    sampleShape: [32, 32, 3],
    config: { pretraining: null },
  }),
  row({
    table: 'deep-svdd-cifar10',
    form: { name: 'autoencoder', title: 'pretraining' },
    method: deepConvAutoencoder,
    images: 5000,
    sampleShape: [32, 32, 3],
  }),
  row({
    table: 'digits',
    method: convAutoencoder,
    images: 1000,
    sampleShape: [32, 32, 1],
    config: { batchSize: 32 },
  }),
];
