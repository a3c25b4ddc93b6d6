import { OneClassError } from '@oneclass/core';
import type { OnUnreadable } from '@oneclass/core/node';
import type { DataOptions } from './named-split.ts';

/** Options for one set of files that several passes read. */
export interface LeavingUnreadable extends DataOptions {
  /** Those of the paths that no pass has left out so far. */
  readable(paths: readonly string[]): readonly string[];
  /** @throws OneClassError `invalid-data` where more than a tenth was left out */
  check(): void;
}

/** What a fit may do without. */
const MOST = 0.1;

/** Each image that can't be read is told once, however many passes meet it. */
export function leavingUnreadable(count: number, options: DataOptions): LeavingUnreadable {
  const { onUnreadable } = options;
  const left = new Set<string>();
  const leave: OnUnreadable = (image) => {
    if (left.has(image.name)) return;
    left.add(image.name);
    onUnreadable?.(image);
  };
  return {
    ...options,
    onUnreadable: onUnreadable && leave,
    readable: (paths) => paths.filter((path) => !left.has(path)),
    check() {
      if (left.size > MOST * count) throw tooMany([...left], count);
    },
  };
}

const tooMany = (left: readonly string[], count: number): OneClassError =>
  new OneClassError(
    'invalid-data',
    `${String(left.length)} of ${String(count)} images can't be used, more than a tenth, ` +
      `${left[0] ?? ''} among them. Mend or remove them.`,
    { argument: 'data', expected: 'nine of ten images that can be used', received: left.length },
  );
