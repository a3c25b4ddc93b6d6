import type { EpochLosses } from './result.ts';

/** Successive epochs of a phase, a list entry each. */
export interface PackedLosses {
  readonly phase: string;
  readonly epochs: number[];
  readonly losses: Record<string, number[]>;
}

export function packLosses(entries: readonly EpochLosses[]): PackedLosses[] {
  const packed: PackedLosses[] = [];
  for (const { phase, epoch, losses } of entries) {
    const last = packed.at(-1);
    const names = Object.keys(losses);
    const goesOn =
      last?.phase === phase && Object.keys(last.losses).join('\n') === names.join('\n');
    const part = goesOn
      ? last
      : { phase, epochs: [], losses: Object.fromEntries(names.map((name) => [name, []])) };
    if (!goesOn) packed.push(part);
    part.epochs.push(epoch);
    for (const name of names) part.losses[name]?.push(losses[name] as number);
  }
  return packed;
}

export function unpackLosses(packed: readonly PackedLosses[]): EpochLosses[] {
  return packed.flatMap(({ phase, epochs, losses }) =>
    epochs.map((epoch, i) => ({
      phase,
      epoch,
      losses: Object.fromEntries(
        Object.entries(losses).map(([name, values]) => [name, values[i] as number]),
      ),
    })),
  );
}
