import { isFeatureMethod, type AnyMethod } from '@oneclass/core';
import {
  bundledMethods,
  bundledProviders,
  methodsOf,
  providersOf,
} from '@oneclass/inspection/node';
import { formatCount, formatDuration } from '@oneclass/report';
import { print, printJson } from '@oneclass/terminal';
import { DEFAULT_METHOD } from '../command-line/fit.ts';
import { printTable } from '../print/print-table.ts';
import { places } from '../saved-detector.ts';

/** `oneclass methods`: which is for what in a line each, then the settings of each. */
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
        guide: value.guide ?? null,
        defaults: value.defaults,
      })),
    );
    return;
  }
  printGuides(found.map(({ value }) => value));
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

const MEASURED =
  'Fit: on native TensorFlow and two cores, features included. A method that is not the default ' +
  'is named by `oneclass fit DATA --method NAME`.';

/** Nothing where none has one. */
function printGuides(methods: readonly AnyMethod[]): void {
  if (methods.every(({ guide }) => guide === undefined)) return;
  const isDefault = ({ name }: AnyMethod): boolean => name === DEFAULT_METHOD;
  const [first, others] = [methods.filter(isDefault), methods.filter((m) => !isDefault(m))];
  printTable(
    ['method', 'for', 'images, from', 'fit', 'file', 'measured on'],
    [...first, ...others].map((method) => {
      const { suits = '–', images, measured } = method.guide ?? {};
      return [
        isDefault(method) ? `${method.name} (default)` : method.name,
        suits,
        images === undefined ? '–' : formatCount(images),
        measured ? formatDuration(measured.seconds) : '–',
        measured?.megabytes === undefined ? '–' : `${String(measured.megabytes)} MB`,
        measured?.on ?? '–',
      ];
    }),
  );
  print(MEASURED);
  print('');
}

function printDefaults(defaults: object): void {
  for (const [key, value] of Object.entries(defaults) as [string, unknown][]) {
    print(`  --set ${key}=${JSON.stringify(value)}`);
  }
}
