export { BACKENDS, useBackend, type BackendChoice, type BackendName } from './backend.ts';
