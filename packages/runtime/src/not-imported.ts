/**
 * @file In place of src/node/import-backend.ts where there is no Node: what package.json calls
 *   `#import-backend`. An application names the backends that it ships by importing them, so that
 *   its bundler looks for no other.
 */
import { OneClassError } from '@oneclass/core';
import type * as Node from './node/import-backend.ts';

/** @throws OneClassError `missing-package` unless the application has imported it */
export const importBackend: typeof Node.importBackend = (name, tf) => {
  if (tf.findBackendFactory(name)) return Promise.resolve(undefined);
  const expected = `@tensorflow/tfjs-backend-${name}`;
  const message =
    `The "${name}" backend is not part of this program. Add it: npm install ` +
    `${expected}@${tf.version.tfjs}, and \`import '${expected}'\` beside useBackend().`;
  return Promise.reject(
    new OneClassError('missing-package', message, { argument: 'backend', expected }),
  );
};
