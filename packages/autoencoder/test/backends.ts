/** What goldens are checked on: native TensorFlow by `test:native`, else what every install has. */
export const BACKENDS: readonly string[] =
  process.env['ONECLASS_BACKEND'] === 'native' ? ['native'] : ['wasm', 'cpu'];
