/** @file What `oneclass fit` fits where no method is named: docs/decisions/0028 says why this. */
import { OneClassError } from '@oneclass/core';
import type { FoundMethod } from '@oneclass/inspection';
import { bundledNames, findMethod, type Places } from '@oneclass/inspection/node';
import { DEFAULT_METHOD } from './command-line/fit.ts';

const DEFAULT_FEATURES = 'efficientnet-lite0';

/** What the default stands on, by package. */
const PACKAGES = {
  '@oneclass/padim': { kind: 'methods', name: DEFAULT_METHOD },
  '@oneclass/efficientnet-features': { kind: 'features', name: DEFAULT_FEATURES },
} as const;

/**
 * The default method, said in a line.
 *
 * @param features `--features`, in place of its usual ones
 * @throws OneClassError `missing-package`
 */
export async function defaultMethod(
  places: Places,
  features: string | undefined,
): Promise<FoundMethod> {
  const lacking: string[] = [];
  for (const [from, { kind, name }] of Object.entries(PACKAGES)) {
    if (kind === 'features' && features !== undefined) continue;
    if (!(await bundledNames(kind, places)).includes(name)) lacking.push(from);
  }
  if (lacking.length > 0) throw await notInstalled(lacking, places);
  places.say(
    `${DEFAULT_METHOD} on ${features ?? DEFAULT_FEATURES}, the default: for parts that lie alike ` +
      'in every image. --method NAME takes another; oneclass methods says which is for what.',
  );
  return findMethod(DEFAULT_METHOD, places);
}

async function notInstalled(lacking: readonly string[], places: Places): Promise<OneClassError> {
  const others = (await bundledNames('methods', places)).filter((name) => name !== DEFAULT_METHOD);
  const instead =
    others.length > 0 ? `, or name another method with --method: ${others.join(', ')}` : '';
  return new OneClassError(
    'missing-package',
    `The default, ${DEFAULT_METHOD} on ${DEFAULT_FEATURES}, is not installed beside this ` +
      `program. Install it (npm install ${lacking.join(' ')})${instead}.`,
    { argument: 'method', received: lacking.join(', ') },
  );
}
