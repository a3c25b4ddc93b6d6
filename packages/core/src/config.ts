/**
 * @file Configs of methods: defaults filled in, every wrong key or value explained; and the
 *   settings of a command line.
 */
import { OneClassError } from './error.ts';
import { describe, nodesAt, show, type SchemaNode } from './json-schema.ts';
import {
  inputJsonSchema,
  pathOf,
  validateNow,
  type SchemaIssue,
  type StandardSchema,
} from './standard-schema.ts';

/**
 * A config with its defaults filled in, checked and frozen all the way down.
 * @param schema checks and fills in, synchronously: zod's `z.strictObject` of 4.2 or later, say, or
 *   any other validator's that follows Standard Schema. Messages of zod's refinements read on from
 *   the key: 'must be below `width`'. Without Standard JSON Schema, messages are the validator's.
 * @param given part of a config; nothing for all defaults
 * @param method name of the method it belongs to, for the message
 * @throws OneClassError `invalid-config` for the first thing wrong, with the dotted path as
 *   `argument`; `invalid-argument` for a schema that answers with a promise
 */
export function resolveConfig<Output>(
  schema: StandardSchema<Output>,
  given: unknown,
  { method }: { readonly method: string },
): Output {
  const result = validateNow(schema, given === undefined ? {} : given, method);
  // A copy: what a schema passes through untouched still belongs to the caller, and must not be
  // frozen.
  if (result.issues === undefined) return deepFreeze(structuredClone(result.value));
  const issue = result.issues[0] ?? { message: 'no reason is given' };
  const path = pathOf(issue);
  const root = inputJsonSchema(schema);
  const place: Place = { method, path, nodes: root === undefined ? [] : nodesAt(root, path) };
  const key = unknownKeyOf(issue);
  if (key !== undefined) throw unknownKey(key, place);
  throw invalidValue(issue, { ...place, received: valueAt(given, path) });
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

/** Where in a config something is wrong. */
interface Place {
  readonly method: string;
  readonly path: readonly PropertyKey[];
  /** What may stand there; none where the schema does not say. */
  readonly nodes: readonly SchemaNode[];
}

/** What zod's issues have beyond the standard's; other validators may have something else here. */
interface DetailedIssue extends SchemaIssue {
  readonly code?: unknown;
  readonly keys?: unknown;
}

function unknownKeyOf(issue: DetailedIssue): string | undefined {
  if (issue.code !== 'unrecognized_keys' || !Array.isArray(issue.keys)) return undefined;
  return String(issue.keys[0]);
}

const dotted = (path: readonly PropertyKey[]): string => path.map(String).join('.');

function unknownKey(key: string, { method, path, nodes }: Place): OneClassError {
  const argument = dotted([...path, key]);
  const valid = nodes.flatMap((node) => Object.keys(node.properties ?? {}));
  const near = nearest(key, valid);
  const suggestion = near === undefined ? '' : ` Did you mean \`${dotted([...path, near])}\`?`;
  const list = nodes.length === 0 ? '' : ` Valid keys: ${valid.join(', ') || 'none'}.`;
  return new OneClassError(
    'invalid-config',
    `Invalid config for ${method}: there is no key \`${argument}\`.${suggestion}${list}`,
    { argument, expected: valid.join(', '), received: key },
  );
}

function invalidValue(
  issue: DetailedIssue,
  { method, path, nodes, received }: Place & { readonly received: unknown },
): OneClassError {
  const argument = dotted(path);
  const expected = nodes.map(describe).join(' or ');
  const subject = argument === '' ? 'it' : `\`${argument}\``;
  const message =
    `Invalid config for ${method}: ${subject} ${requirementOf(issue, expected)}. ` +
    `Received: ${show(received)}.`;
  return new OneClassError('invalid-config', message, { argument, expected, received });
}

/**
 * A code says that a type or range is wrong, which the JSON Schema has; without one it may be any
 * rule, which the validator alone can word.
 */
function requirementOf({ code, message }: DetailedIssue, expected: string): string {
  if (code === 'custom') return message;
  if (typeof code === 'string' && expected !== '') return `must be ${expected}`;
  return `does not fit: ${message.replace(/\.$/, '')}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined,
    value,
  );
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
