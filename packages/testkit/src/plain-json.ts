/** Where `value` is not plain JSON, as a dotted path; undefined when it is. */
export function notPlainJson(value: unknown, path = 'it'): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : path;
  if (typeof value !== 'object') return path;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return path;
  return firstOf(value, (child, key) => notPlainJson(child, `${path}.${key}`));
}

/** Where `value` is not frozen, as a dotted path; undefined when all of it is. */
export function notFrozen(value: unknown, path = 'it'): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Object.isFrozen(value)) return path;
  return firstOf(value, (child, key) => notFrozen(child, `${path}.${key}`));
}

function firstOf(
  value: object,
  find: (child: unknown, key: string) => string | undefined,
): string | undefined {
  for (const [key, child] of Object.entries(value)) {
    const found = find(child, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether plain JSON `whole` has everything in `part`, whose objects may leave keys out. */
export function contains(whole: unknown, part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return Object.is(whole, part);
  if (typeof whole !== 'object' || whole === null) return false;
  if (Array.isArray(part))
    return (
      Array.isArray(whole) &&
      whole.length === part.length &&
      part.every((item, i) => contains(whole[i], item))
    );
  return Object.entries(part).every(([key, item]) =>
    contains((whole as Record<string, unknown>)[key], item),
  );
}

export const sameJson = (a: unknown, b: unknown): boolean => contains(a, b) && contains(b, a);
