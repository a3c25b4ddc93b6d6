/** At most so many of the positions, evenly spaced. */
export function evenly(positions: readonly number[], most: number): number[] {
  const every = Math.max(1, positions.length / most);
  return Array.from(
    { length: Math.min(most, positions.length) },
    (_, i) => positions[Math.floor(i * every)] as number,
  );
}
