/**
 * @file Configs of methods: defaults filled in, every wrong key or value explained; and the
 *   settings of a command line.
 */
import { z } from 'zod';
import { OneClassError } from './error.ts';

/**
 * A config with its defaults filled in, checked and frozen all the way down.
 * @param schema a `z.strictObject` with defaults; messages of its refinements read on from the
 *   key: 'must be below `width`'
 * @param given part of a config; nothing for all defaults
 * @param method name of the method it belongs to, for the message
 * @throws OneClassError `invalid-config` for the first thing wrong, with the dotted path as
 *   `argument`
 */
export function resolveConfig<S extends z.ZodType>(
  schema: S,
  given: unknown,
  { method }: { readonly method: string },
): z.output<S> {
  const result = schema.safeParse(given === undefined ? {} : given);
  // A copy: what zod passes through untouched still belongs to the caller, and must not be frozen.
  if (result.success) return deepFreeze(structuredClone(result.data));
  const issue = result.error.issues[0] as z.core.$ZodIssue;
  const nodes = nodesAt(
    z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as SchemaNode,
    issue.path,
  );
  if (issue.code === 'unrecognized_keys') throw unknownKey(issue, { method, nodes });
  throw invalidValue(issue, { method, nodes, received: valueAt(given, issue.path) });
}

/** Freezes plain data (objects and arrays) in place, all the way down. */
export function deepFreeze<T>(value: T): T {
  const open: unknown[] = [value];
  for (const item of open) {
    if (typeof item !== 'object' || item === null) continue;
    Object.freeze(item);
    for (const child of Object.values(item)) open.push(child);
  }
  return value;
}

/**
 * Reads settings such as `epochs=50` and `score.steps=100` into one partial config; a later one
 * wins. A value is JSON where it parses as JSON, otherwise the text itself.
 * @throws OneClassError `invalid-argument` when one is not `key=value`
 */
export function parseSettings(settings: readonly string[]): Record<string, unknown> {
  return settings.map(parseSetting).reduce(merge, {});
}

function parseSetting(setting: string): Record<string, unknown> {
  const refuse = (why: string): OneClassError =>
    new OneClassError(
      'invalid-argument',
      `Invalid setting '${setting}': ${why}. Expected key=value, such as epochs=50 or ` +
        'score.steps=100.',
      {
        argument: setting,
        expected: 'key=value',
      },
    );
  const equals = setting.indexOf('=');
  if (equals === -1) throw refuse('there is no =');
  const keys = setting.slice(0, equals).split('.');
  if (keys.includes('')) throw refuse('a key is empty');
  const value = parseJson(setting.slice(equals + 1));
  const forbidden = [...keys, ...value.keys].find((key) => REACHES_PROTOTYPE.has(key));
  if (forbidden !== undefined) throw refuse(`no config has a key \`${forbidden}\``);
  return keys.reduceRight((inner, key) => ({ [key]: inner }), value.parsed) as Record<
    string,
    unknown
  >;
}

const REACHES_PROTOTYPE: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function parseJson(text: string): { parsed: unknown; keys: readonly string[] } {
  const keys: string[] = [];
  const note = (key: string, value: unknown): unknown => (keys.push(key), value);
  try {
    return { parsed: JSON.parse(text, note), keys };
  } catch {
    return { parsed: text, keys: [] };
  }
}

function merge(
  base: Record<string, unknown>,
  override: Record<string, unknown>,
): Record<string, unknown> {
  const merged = { ...base };
  for (const [key, value] of Object.entries(override)) {
    const before = merged[key];
    merged[key] = isObject(before) && isObject(value) ? merge(before, value) : value;
  }
  return merged;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Path = readonly PropertyKey[];

function unknownKey(
  issue: z.core.$ZodIssueUnrecognizedKeys,
  { method, nodes }: { method: string; nodes: readonly SchemaNode[] },
): OneClassError {
  const key = issue.keys[0] as string;
  const dotted = (name: string): string => [...issue.path, name].join('.');
  const valid = nodes.flatMap((node) => Object.keys(node.properties ?? {}));
  const near = nearest(key, valid);
  const suggestion = near === undefined ? '' : ` Did you mean \`${dotted(near)}\`?`;
  const message =
    `Invalid config for ${method}: there is no key \`${dotted(key)}\`.${suggestion} Valid ` +
    `keys: ${valid.join(', ') || 'none'}.`;
  return new OneClassError('invalid-config', message, {
    argument: dotted(key),
    expected: valid.join(', '),
    received: key,
  });
}

interface InvalidValue {
  readonly method: string;
  readonly nodes: readonly SchemaNode[];
  readonly received: unknown;
}

function invalidValue(
  issue: z.core.$ZodIssue,
  { method, nodes, received }: InvalidValue,
): OneClassError {
  const argument = issue.path.join('.');
  const expected = nodes.map(describe).join(' or ');
  const requirement = issue.code === 'custom' ? issue.message : `must be ${expected}`;
  const message =
    `Invalid config for ${method}: ${argument === '' ? 'it' : `\`${argument}\``} ` +
    `${requirement}. Received: ${show(received)}.`;
  return new OneClassError('invalid-config', message, { argument, expected, received });
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined,
    value,
  );
}

function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return 'a function';
  // Not JSON: NaN and the infinities would read null.
  if (typeof value === 'number') return String(value);
  try {
    const text = JSON.stringify(value) ?? 'undefined';
    return text.length > 100 ? `${text.slice(0, 100)}…` : text;
  } catch {
    return 'something that is not JSON';
  }
}

/** A node of the JSON Schema that zod gives for a schema, as far as it is described here. */
interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode | false;
  readonly prefixItems?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

const alternatives = (node: SchemaNode): readonly SchemaNode[] =>
  (node.anyOf ?? node.oneOf ?? [node]).flatMap((n) => (n === node ? n : alternatives(n)));

function nodesAt(root: SchemaNode, path: Path): readonly SchemaNode[] {
  return path.reduce<readonly SchemaNode[]>(
    (nodes, key) =>
      nodes.flatMap((node) => {
        const next =
          typeof key === 'number'
            ? (node.prefixItems?.[key] ?? node.items)
            : node.properties?.[String(key)];
        return next ? alternatives(next) : [];
      }),
    alternatives(root),
  );
}

function describe(node: SchemaNode): string {
  if (node.const !== undefined) return show(node.const);
  if (node.enum !== undefined) return `one of ${node.enum.map(show).join(', ')}`;
  if (Array.isArray(node.type))
    return node.type.map((type: string) => describe({ ...node, type })).join(' or ');
  switch (node.type) {
    case 'integer':
      return `an integer${describeRange(node)}`;
    case 'number':
      return `a number${describeRange(node)}`;
    case 'string':
      return 'a string';
    case 'boolean':
      return 'true or false';
    case 'array':
      return describeList(node);
    case 'object':
      return `an object with the keys ${Object.keys(node.properties ?? {}).join(', ')}`;
    default:
      return String(node.type ?? 'another value');
  }
}

function describeRange({
  minimum,
  exclusiveMinimum,
  maximum,
  exclusiveMaximum,
}: SchemaNode): string {
  // zod gives every integer the safe range.
  const low = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const high = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const bounds = [
    low !== undefined && high === undefined && `of ${low} or more`,
    low === undefined && high !== undefined && `of ${high} or less`,
    low !== undefined && high !== undefined && `from ${low} to ${high}`,
    exclusiveMinimum !== undefined && `above ${exclusiveMinimum}`,
    exclusiveMaximum !== undefined && `below ${exclusiveMaximum}`,
  ].filter((bound) => bound !== false);
  return bounds.length === 0 ? '' : ` ${bounds.join(' and ')}`;
}

function describeList({ items, prefixItems, minItems, maxItems }: SchemaNode): string {
  if (prefixItems)
    return `a list of ${prefixItems.length}: ${prefixItems.map(describe).join(', ')}`;
  const length =
    maxItems === undefined
      ? `${minItems ?? 0} or more`
      : minItems === maxItems
        ? maxItems
        : `${minItems ?? 0} to ${maxItems}`;
  const each = items ? `, each ${alternatives(items).map(describe).join(' or ')}` : '';
  return `a list of ${length}${each}`;
}

/** The name that takes the fewest edits, unless that is half of it or more. */
function nearest(name: string, valid: readonly string[]): string | undefined {
  const [best] = valid
    .map((candidate) => ({ candidate, edits: editDistance(name, candidate) }))
    .sort((a, b) => a.edits - b.edits);
  return best && best.edits < Math.max(name.length, best.candidate.length) / 2
    ? best.candidate
    : undefined;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const substituted = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}
