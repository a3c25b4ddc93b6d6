import { OneClassError } from '../error.ts';

interface Choice {
  /** For messages. */
  readonly network: string;
  /** All that there are, in order. */
  readonly all: readonly string[];
}

/**
 * Those of all layers that are named, in the network's order.
 * @throws OneClassError `unknown-name`, or `invalid-argument` where none is named
 */
export function chooseLayers(names: readonly string[], { network, all }: Choice): string[] {
  const valid = all.join(', ');
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    throw new OneClassError(
      'unknown-name',
      `${network} has no layer '${unknown}'. Choose from: ${valid}.`,
      { argument: 'layers', expected: valid, received: unknown },
    );
  }
  if (names.length === 0) {
    throw new OneClassError(
      'invalid-argument',
      `No layer is named. Choose one or more from: ${valid}.`,
      { argument: 'layers', expected: valid, received: names },
    );
  }
  return all.filter((name) => names.includes(name));
}

/**
 * The setting `layers` as a command line or a table has it: 'relu1_1, relu2_1', or a list.
 * @param example for the message
 * @throws OneClassError `invalid-config`
 */
export function layersOfSetting(
  layers: unknown,
  { network, example }: { readonly network: string; readonly example: string },
): readonly string[] {
  if (typeof layers === 'string') return layers.split(',').map((name) => name.trim());
  if (Array.isArray(layers) && layers.every((name) => typeof name === 'string')) return layers;
  throw new OneClassError(
    'invalid-config',
    `Invalid settings of the features ${network}: \`layers\` must be names of layers, as in ` +
      `${example}. Received: ${JSON.stringify(layers)}.`,
    { argument: 'layers', expected: 'names of layers', received: layers },
  );
}

/** @throws OneClassError `invalid-config` for a setting that is not among `known` */
export function checkSettings(
  settings: Readonly<Record<string, unknown>>,
  { network, known }: { readonly network: string; readonly known: readonly string[] },
): void {
  const key = Object.keys(settings).find((name) => !known.includes(name));
  if (key === undefined) return;
  const list = known.join(', ');
  throw new OneClassError(
    'invalid-config',
    `The features ${network} have no setting \`${key}\`. Choose among: ${list}.`,
    { argument: key, expected: list, received: key },
  );
}
