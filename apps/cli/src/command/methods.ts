import { isFeatureMethod } from '@oneclass/core';
import {
  bundledMethods,
  bundledProviders,
  methodsOf,
  providersOf,
} from '@oneclass/inspection/node';
import { print, printJson } from '@oneclass/terminal';
import { places } from '../saved-detector.ts';

/** `oneclass methods` */
export async function methods(
  specifier: string | undefined,
  { json }: { readonly json?: boolean | undefined },
): Promise<void> {
  const [found, providers] =
    specifier === undefined
      ? [await bundledMethods(places()), await bundledProviders(places())]
      : [await methodsOf(specifier, places()), await providersOf(specifier, places())];
  if (json === true) {
    printJson(
      found.map(({ value, package: from }) => ({
        name: value.name,
        summary: value.summary,
        package: from?.name ?? null,
        version: from?.version ?? null,
        outputs: value.outputs,
        needsFeatures: isFeatureMethod(value),
        defaults: value.defaults,
      })),
    );
    return;
  }
  for (const { value, package: from } of found) {
    const needs = isFeatureMethod(value) ? '; with --features' : '';
    print(`${value.name}  ${value.summary} (${from?.name ?? specifier ?? ''}${needs})`);
    printDefaults(value.defaults);
  }
  for (const { value, package: from } of providers) {
    print(`--features ${value.name}  ${value.summary} (${from?.name ?? specifier ?? ''})`);
    if (value.weights !== undefined) print(`  --weights  ${value.weights}`);
    printDefaults(value.defaults);
  }
}

function printDefaults(defaults: object): void {
  for (const [key, value] of Object.entries(defaults) as [string, unknown][]) {
    print(`  --set ${key}=${JSON.stringify(value)}`);
  }
}
