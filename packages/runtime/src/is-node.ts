export const isNode = (): boolean =>
  typeof (globalThis as { process?: Partial<NodeJS.Process> }).process?.versions?.node === 'string';
