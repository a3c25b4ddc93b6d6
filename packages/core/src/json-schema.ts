/** @file JSON Schema in words, for messages about wrong values. */

/** A node of a JSON Schema, as far as it is described here. */
export interface SchemaNode {
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

/** The nodes that any of may hold: those of `anyOf` and `oneOf`, or the node itself. */
const alternatives = (node: SchemaNode): readonly SchemaNode[] =>
  (node.anyOf ?? node.oneOf ?? [node]).flatMap((n) => (n === node ? n : alternatives(n)));

/** What may stand at a path: a node for each alternative, none where there is no such place. */
export function nodesAt(root: SchemaNode, path: readonly PropertyKey[]): readonly SchemaNode[] {
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

/** What a node asks for, in words: 'an integer of 1 or more'. */
export function describe(node: SchemaNode): string {
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

/** A value as a message shows it: as JSON where it can, in part where it is long. */
export function show(value: unknown): string {
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
