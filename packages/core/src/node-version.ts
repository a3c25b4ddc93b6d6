import { OneClassError } from './error.ts';

const LEAST = [20, 19] as const;

/**
 * Older versions lack what the code calls and the packages that it takes, and fail in ways that
 * look like something else. Browsers pass.
 *
 * @throws OneClassError `unsupported` in Node before 20.19
 */
export function checkNodeVersion(): void {
  const { process } = globalThis as { process?: Partial<NodeJS.Process> };
  const version = process?.versions?.node;
  if (version === undefined) return;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) return;
  const expected = `Node ${LEAST.join('.')} or later`;
  throw new OneClassError(
    'unsupported',
    `This is Node ${version}: ${expected} is needed. Install a newer one, as 22 or 24.`,
    { argument: 'node', expected, received: version },
  );
}
