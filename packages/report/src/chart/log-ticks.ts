/** Ticks that there is room for. */
const MOST_TICKS = 7;

/**
 * Places of ticks on a logarithmic axis: one-digit numbers, 1, 2 and 5 of each power of ten, or
 * fewer where these are many.
 */
export function logTicks(low: number, high: number): number[] {
  const powers = Math.ceil(Math.log10(high)) - Math.floor(Math.log10(low)) + 1;
  const first = Math.floor(Math.log10(low));
  const of = (digits: readonly number[], step = 1): number[] =>
    Array.from({ length: Math.ceil(powers / step) }, (_, i) => 10 ** (first + i * step))
      .flatMap((power) => digits.map((digit) => Number((digit * power).toPrecision(1))))
      .filter((tick) => tick >= low && tick <= high);
  const choices = [of([1, 2, 3, 4, 5, 6, 7, 8, 9]), of([1, 2, 5]), of([1, 3]), of([1])];
  return (
    choices.find((ticks) => ticks.length <= MOST_TICKS) ?? of([1], Math.ceil(powers / MOST_TICKS))
  );
}
