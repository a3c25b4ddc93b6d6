import { checkSampleShape, type Method } from '@oneclass/core';
import type { AutoencoderConfig } from './config.ts';
import { restoreDetector } from './detector.ts';
import { OUTPUTS, type Autoencoder, type AutoencoderForm } from './form.ts';

/** What all forms have alike of a method. */
export const methodOf = <C extends AutoencoderConfig>(
  form: AutoencoderForm<C>,
): Pick<
  Method<C, Autoencoder<C>>,
  'name' | 'defaults' | 'outputs' | 'resumable' | 'checkShape' | 'restore'
> => ({
  name: form.name,
  defaults: form.resolve(),
  outputs: OUTPUTS,
  resumable: true,
  checkShape(shape, config) {
    checkSampleShape(shape);
    form.layers(shape, form.resolve(config));
  },
  restore: (state) => restoreDetector(form, state),
});
