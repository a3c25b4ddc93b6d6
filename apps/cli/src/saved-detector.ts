/** @file Where the command finds methods and features, and how it opens a saved detector. */
import { join } from 'node:path';
import { isFeatureMethod, OneClassError, type AnyMethod } from '@oneclass/core';
import type { Inspector, Thresholds } from '@oneclass/inspection';
import {
  bundledMethods,
  findSavedMethod,
  findSavedProvider,
  openInspectorFile,
  type Places,
} from '@oneclass/inspection/node';
import { say } from '@oneclass/terminal';

/** The command's dependencies, then what is installed where it runs. */
export const places = (): Places => ({
  own: join(import.meta.dirname, '..'),
  from: process.cwd(),
  say,
});

export interface FeatureOptions {
  readonly features?: string | undefined;
  readonly weights?: string | undefined;
}

export interface OpenOptions extends FeatureOptions {
  readonly method?: string | undefined;
  readonly signal: AbortSignal;
}

/** @throws OneClassError as `openInspectorFile`; `invalid-argument` for flags without a meaning */
export const openSaved = (
  file: string,
  { method, features, ...options }: OpenOptions,
): Promise<Inspector> =>
  openInspectorFile(file, {
    ...options,
    methods: async (saved) => {
      const found = await findSavedMethod(saved, places(), method);
      checkFeatures(found.value, { features, ...options });
      return found;
    },
    features: (saved) => findSavedProvider(saved, places(), features),
    say,
  });

/**
 * It with other thresholds.
 * @throws OneClassError `invalid-argument` as `withThresholds`; the detector is disposed of then
 */
export function withThresholds(opened: Inspector, thresholds: Thresholds): Inspector {
  try {
    return opened.withThresholds(thresholds);
  } catch (error) {
    opened.dispose();
    throw error;
  }
}

/** @throws OneClassError `invalid-argument` for features or weights of a method that takes none */
export function checkFeatures(method: AnyMethod, { features, weights }: FeatureOptions): void {
  const [flag, received] =
    features === undefined ? ['--weights', weights] : ['--features', features];
  if (received === undefined || isFeatureMethod(method)) return;
  throw new OneClassError(
    'invalid-argument',
    `${flag} is for a method on pretrained features; ${method.name} takes none. Leave it out.`,
    { argument: flag, received },
  );
}

/** @param flag what asks for maps */
export async function noMaps(method: string, flag: string): Promise<OneClassError> {
  const names = (await bundledMethods(places()))
    .flatMap(({ value }) => (value.outputs.includes('map') ? [value.name] : []))
    .join(', ');
  return new OneClassError(
    'invalid-argument',
    `${flag} needs score maps, and ${method} gives none: it says how anomalous an image is, ` +
      `not where. Leave ${flag} out, or fit one of ${names}.`,
    { argument: flag, expected: names, received: method },
  );
}
