export {
  BACKENDS,
  useBackend,
  type BackendChoice,
  type BackendName,
  type StartedBackend,
} from './backend.ts';
