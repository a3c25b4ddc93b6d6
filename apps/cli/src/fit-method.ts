/** @file The method that `oneclass fit` fits, on its features where it builds on some. */
import { isFeatureMethod, type Method, type MethodConfig, type PackageId } from '@oneclass/core';
import { openFeatures, splitSettings, type FoundMethod, type Settings } from '@oneclass/inspection';
import { findProvider } from '@oneclass/inspection/node';
import { say } from '@oneclass/terminal';
import { offerWeights } from './fetch-weights.ts';
import { checkFeatures, places, type FeatureOptions } from './saved-detector.ts';

export interface ReadyMethod {
  readonly method: Method;
  /** Its own part of the settings. */
  readonly config: Partial<MethodConfig>;
  readonly package: PackageId | undefined;
  readonly featuresPackage: PackageId | undefined;
  /** Frees the features, where there are any. */
  dispose(): void;
}

export interface ReadyOptions extends FeatureOptions {
  /** `--yes` */
  readonly yes?: boolean | undefined;
  readonly signal: AbortSignal;
}

/**
 * @param given settings of the method and its features
 * @throws OneClassError as `findProvider` and the provider's `open`; `invalid-argument` for flags
 *   that have no meaning here
 */
export async function readyMethod(
  { value, package: from }: FoundMethod,
  given: Settings,
  { features, weights, yes, signal }: ReadyOptions,
): Promise<ReadyMethod> {
  checkFeatures(value, { features, weights });
  if (!isFeatureMethod(value)) {
    const none = { featuresPackage: undefined, dispose: () => undefined };
    return { method: value, config: given, package: from, ...none };
  }
  const provider = await findProvider(features ?? value.usualFeatures, places());
  const { config, settings } = splitSettings(given, value, provider.value);
  await offerWeights(provider.value, { weights, yes, signal });
  const extractor = await openFeatures(provider.value, { settings, weights, signal, say });
  const dispose = (): void => {
    extractor.dispose();
  };
  try {
    const method = value.on(extractor);
    return { method, config, package: from, featuresPackage: provider.package, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}
