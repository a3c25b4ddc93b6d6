import { deepFreeze, OneClassError, type MethodConfig } from '@oneclass/core';

export interface ToyConfig extends MethodConfig {
  readonly epochs: number;
  readonly batchSize: number;
  readonly score: { readonly power: number };
}

export const DEFAULTS: ToyConfig = deepFreeze({
  seed: 0,
  epochs: 2,
  batchSize: 8,
  score: { power: 1 },
});

function refuse(argument: string, expected: string, received: unknown): never {
  const message =
    `Invalid config for toy: \`${argument}\` must be ${expected}. Received: ` +
    `${JSON.stringify(received)}.`;
  throw new OneClassError('invalid-config', message, { argument, expected, received });
}

function checkKeys(given: unknown, known: object, name: string): void {
  if (typeof given !== 'object' || given === null) refuse(name, 'an object', given);
  for (const key of Object.keys(given))
    if (!(key in known)) refuse(key, `one of ${Object.keys(known).join(', ')}`, key);
}

export function resolveToyConfig(given: Partial<ToyConfig> = {}): ToyConfig {
  checkKeys(given, DEFAULTS, 'config');
  checkKeys(given.score ?? {}, DEFAULTS.score, 'score');
  const config = { ...DEFAULTS, ...given, score: { ...DEFAULTS.score, ...given.score } };
  for (const [key, least] of [
    ['seed', 0],
    ['epochs', 1],
    ['batchSize', 1],
  ] as const) {
    if (!Number.isSafeInteger(config[key]) || config[key] < least)
      refuse(key, `an integer of ${String(least)} or more`, config[key]);
  }
  if (config.score.power !== 1 && config.score.power !== 2)
    refuse('score.power', '1 or 2', config.score.power);
  return deepFreeze(structuredClone(config));
}
