/** 'about 12 min left'; nothing while too little is done to tell, or when nothing is left. */
export function describeRemaining({ seconds, done, total }: { seconds: number; done: number; total: number }): string {
  if (done < 3 || seconds < 2 || done >= total) return '';
  const left = (seconds / done) * (total - done);
  if (left < 60) return `about ${String(Math.max(1, Math.round(left)))} s left`;
  if (left < 5400) return `about ${String(Math.round(left / 60))} min left`;
  return `about ${(left / 3600).toFixed(1)} h left`;
}

/** 'loss 0.01234' */
export function formatLosses(losses: Readonly<Record<string, number>>): string {
  return Object.entries(losses)
    .map(([name, value]) => `${name} ${value.toPrecision(4)}`)
    .join('  ');
}
