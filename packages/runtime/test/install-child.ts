/** A process that installs, to be killed; says when it has come to TensorFlow. */
import { installNative } from '../src/node/index.ts';

await installNative({
  variant: 'cpu',
  onProgress: (event) =>
    'step' in event && event.step === 'tensorflow' && process.send?.('tensorflow'),
});
