import { OneClassError, type Method } from '@oneclass/core';

export interface InstalledMethod {
  readonly method: Method;
  /** The npm package that provides it. */
  readonly package: string;
}

/** The methods of the packages that come with the command. */
export async function installedMethods(): Promise<InstalledMethod[]> {
  const { convAutoencoder } = await import('@oneclass/autoencoder');
  return [{ method: convAutoencoder, package: '@oneclass/autoencoder' }];
}

/** @throws OneClassError `unknown-name` */
export async function findMethod(name: string): Promise<InstalledMethod> {
  const installed = await installedMethods();
  const found = installed.find(({ method }) => method.name === name);
  if (found) return found;
  const names = installed.map(({ method }) => method.name).join(', ');
  throw new OneClassError('unknown-name', `There is no method "${name}". Choose one of: ${names}.`, { argument: 'method', expected: names, received: name });
}
