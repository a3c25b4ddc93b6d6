import { OneClassError } from '@oneclass/core';

const MISSING = '–';

/**
 * Four significant digits, trailing zeros kept: '0.01953'. Integer digits are never cut ('12346');
 * exponents below 0.0001 and from ten million on. null, a value that does not exist, is a dash.
 */
export function formatScore(value: number | null): string {
  if (value === null) return MISSING;
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const magnitude = Math.abs(value);
  if (magnitude < 1e-4 || magnitude >= 1e7) return value.toExponential(3);
  return magnitude >= 1000 ? value.toFixed(0) : value.toPrecision(4);
}

/** A fraction as a percentage with two decimals and no sign: 0.9654 is '96.54'. null is a dash. */
export function formatPercent(fraction: number | null): string {
  return fraction === null ? MISSING : (100 * fraction).toFixed(2);
}

/**
 * '1.4 ms', '12.3 s', '5 min 02 s', '1 h 02 min'.
 * @throws OneClassError `invalid-argument` unless `seconds` is finite and ≥ 0
 */
export function formatDuration(seconds: number): string {
  if (!(seconds >= 0 && seconds < Infinity)) {
    throw new OneClassError(
      'invalid-argument',
      `Invalid duration: expected seconds, 0 or more. Received: ${seconds}.`,
      {
        argument: 'seconds',
        expected: 'a finite number ≥ 0',
        received: seconds,
      },
    );
  }
  const milliseconds = 1000 * seconds;
  if (milliseconds < 999.5) return `${milliseconds.toFixed(milliseconds < 9.95 ? 1 : 0)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** '12,345'. */
export const formatCount = (count: number): string => count.toLocaleString('en-US');

/**
 * 'mean ± standard deviation' (n − 1), the deviation with no more decimals than the mean; '98.20 ±
 * –' for one value, '–' for none.
 *
 * @param format how each number is written: `formatScore`, or `formatPercent` for fractions
 */
export function meanAndDeviation(
  values: ArrayLike<number>,
  format: (value: number) => string = formatScore,
): string {
  const list = Array.from(values);
  if (list.length === 0) return MISSING;
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  if (list.length === 1) return `${format(mean)} ± ${MISSING}`;
  const deviation = Math.sqrt(
    list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (list.length - 1),
  );
  return `${format(mean)} ± ${withDecimalsOf(format(mean), format(deviation))}`;
}

function withDecimalsOf(model: string, text: string): string {
  const plain = /^-?\d+(?:\.(\d+))?$/;
  const decimals = plain.exec(model)?.[1]?.length ?? 0;
  return plain.test(model) && plain.test(text) ? Number(text).toFixed(decimals) : text;
}
