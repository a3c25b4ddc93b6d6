/** @file Which exports of a module are methods or feature providers, and which are neither. */
import type { FeatureProvider } from '../../contract/feature-provider.ts';
import type { AnyMethod } from '../../contract/method.ts';
import { OneClassError } from '../../error.ts';

type Exports = Readonly<Record<string, unknown>>;

export interface ExportedParts {
  /** The default export first. */
  readonly methods: readonly AnyMethod[];
  /** The default export, where that is a method. */
  readonly defaultMethod: AnyMethod | undefined;
  readonly providers: readonly FeatureProvider[];
  /** Names of exports that are neither: functions, constants. */
  readonly leftOut: readonly string[];
}

const isObject = (value: unknown): value is Exports => typeof value === 'object' && value !== null;
const isFunction = (value: unknown): boolean => typeof value === 'function';

interface Part {
  readonly expected: string;
  readonly fits: (value: unknown) => boolean;
}

const text: Part = {
  expected: 'a string',
  fits: (value) => typeof value === 'string' && value !== '',
};
const callable: Part = { expected: 'a function', fits: isFunction };

const DESCRIPTION: Readonly<Record<string, Part>> = {
  name: text,
  summary: text,
  defaults: {
    expected: 'an object with a number `seed`',
    fits: (value) => isObject(value) && typeof value['seed'] === 'number',
  },
  outputs: {
    expected: "a list of names, 'score' among them",
    fits: (value) => Array.isArray(value) && value.includes('score'),
  },
  resumable: { expected: 'true or false', fits: (value) => typeof value === 'boolean' },
};

const OPTIONAL: Readonly<Record<string, Part>> = {
  guide: {
    expected: 'none, or an object with a string `suits`',
    fits: (value) => value === undefined || (isObject(value) && text.fits(value['suits'])),
  },
};

/**
 * What an export is meant as, told by functions that it has. `on` and `open` are many things', so
 * that one of `and` is asked for besides.
 */
interface KindOfExport {
  readonly marks: readonly string[];
  readonly and?: readonly string[];
  readonly parts: Readonly<Record<string, Part>>;
}

const KINDS = {
  method: {
    marks: ['fit', 'restore'],
    parts: {
      ...DESCRIPTION,
      nearestShape: callable,
      checkShape: callable,
      fit: callable,
      restore: callable,
    },
  },
  'method on features': {
    marks: ['on'],
    and: Object.keys(DESCRIPTION),
    parts: { ...DESCRIPTION, on: callable },
  },
  'feature provider': {
    marks: ['recognizes', 'open'],
    and: ['recognizes', 'defaults'],
    parts: {
      name: text,
      summary: text,
      defaults: { expected: 'an object', fits: isObject },
      recognizes: callable,
      open: callable,
    },
  },
} satisfies Record<string, KindOfExport>;

type Kind = keyof typeof KINDS;

function kindOf(value: unknown): Kind | undefined {
  if (!isObject(value)) return undefined;
  return (Object.keys(KINDS) as Kind[]).find((kind) => {
    const { marks, and = marks }: KindOfExport = KINDS[kind];
    return marks.some((mark) => isFunction(value[mark])) && and.some((part) => part in value);
  });
}

/**
 * @param specifier of the module, for messages
 * @throws OneClassError `invalid-argument` for one that lacks a part, or where there is none
 */
export function exportedParts(exported: Exports, specifier: string): ExportedParts {
  const methods = new Set<AnyMethod>();
  const providers = new Set<FeatureProvider>();
  const leftOut: string[] = [];
  const names = namesOf(exported);
  for (const name of names) {
    const value = exported[name];
    const kind = kindOf(value);
    if (kind === undefined) {
      leftOut.push(name);
      continue;
    }
    checkWhole(value as Exports, kind, `Export \`${name}\` of "${specifier}"`);
    if (isProvider(value, kind)) providers.add(value);
    if (isMethod(value, kind)) methods.add(value);
  }
  if (methods.size + providers.size === 0) throw nothingThere(names, specifier);
  const all = [...methods];
  const defaultMethod = all.find((method) => method === exported['default']);
  return { methods: all, defaultMethod, providers: [...providers], leftOut };
}

const isProvider = (_value: unknown, kind: Kind): _value is FeatureProvider =>
  kind === 'feature provider';
const isMethod = (_value: unknown, kind: Kind): _value is AnyMethod => kind !== 'feature provider';

function namesOf(exported: Exports): string[] {
  const others = Object.keys(exported)
    .filter((name) => name !== 'default')
    .sort();
  return 'default' in exported ? ['default', ...others] : others;
}

const wrong = (specifier: string, message: string): OneClassError =>
  new OneClassError('invalid-argument', message, { argument: 'specifier', received: specifier });

function checkWhole(value: Exports, kind: Kind, what: string): void {
  const parts: Readonly<Record<string, Part>> = KINDS[kind].parts;
  const all = kind === 'feature provider' ? parts : { ...parts, ...OPTIONAL };
  const lacking = Object.entries(all).filter(([part, { fits }]) => !fits(value[part]));
  if (lacking.length === 0) return;
  const list = lacking.map(([part, { expected }]) => `\`${part}\` (${expected})`).join(', ');
  throw wrong(what, `${what} is not a whole ${kind}: it lacks ${list}.`);
}

function nothingThere(names: readonly string[], specifier: string): OneClassError {
  const received = names.length === 0 ? 'nothing' : names.join(', ');
  return wrong(
    specifier,
    `"${specifier}" exports no method and no features. Expected a method as default export: an ` +
      `object with ${Object.keys(KINDS.method.parts).join(', ')}; or, for a method on ` +
      `features, with \`on\` in place of the last four. It exports: ${received}.`,
  );
}
