/** A line on stdout, which is for results only. */
export const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** A line on stderr, for everything else. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** A result for programs. */
export const printJson = (value: unknown): void => {
  print(JSON.stringify(value, null, 2));
};

/** Names and values, one a line. */
export function printPairs(pairs: readonly (readonly [name: string, value: string])[]): void {
  const width = Math.max(...pairs.map(([name]) => name.length));
  for (const [name, value] of pairs) print(`${name.padEnd(width)}  ${value}`);
}
