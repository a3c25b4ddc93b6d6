export { findInstallations, type Installation, type Variant } from './installation.ts';
export {
  installNative,
  removeNative,
  type InstallEvent,
  type InstallOptions,
  type InstallStep,
  type NativeInstall,
} from './install-native.ts';
export { measureBackends, type MeasuredBackend } from './measure-backends.ts';
