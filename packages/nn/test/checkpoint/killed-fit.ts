/**
 * @file A process that fits until it is killed: `killed-fit.ts CHECKPOINT BACKEND`; says when it
 *   has saved its first step.
 */
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs';
import { checkpointFile } from '@oneclass/core/node';
import { longConfig, tinyFit } from './tiny-fit.ts';

const [, , path = '', backend = ''] = process.argv;
tf.env().set('PROD', true);
await tf.setBackend(backend);
let steps = 0;
await tinyFit(
  {
    checkpoint: checkpointFile(path, { interval: 0 }),
    onProgress: ({ type }) => {
      if (type === 'step-end' && ++steps === 2) process.stdout.write('saved\n');
    },
  },
  { config: longConfig },
);
