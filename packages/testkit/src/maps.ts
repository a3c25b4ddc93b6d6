import type { Maps } from '@oneclass/core';
import { expectThat } from './assertion.ts';

/** @throws ConformanceError unless these are finite float32 values of this shape */
export function expectMaps(what: string, { data, shape }: Maps, expected: readonly number[]): void {
  const size = expected.reduce((product, length) => product * length, 1);
  const type = Object.prototype.toString.call(data).slice(8, -1);
  expectThat(data instanceof Float32Array, `${what} gave ${type}; expected a Float32Array.`);
  expectThat(
    shape.join() === expected.join() && data.length === size,
    `${what} gave ${String(data.length)} values of shape [${shape.join(', ')}]; expected ` +
      `${String(size)} of [${expected.join(', ')}].`,
  );
  const broken = data.find((value) => !Number.isFinite(value));
  expectThat(
    broken === undefined,
    `${what} gave ${String(broken)}; expected finite numbers: look for a division by zero or ` +
      'an overflow.',
  );
}
