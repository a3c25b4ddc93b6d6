/** 'about 12 min left'; nothing while too little is done to tell, or when nothing is left. */
export function describeRemaining({
  seconds,
  done,
  total,
}: {
  seconds: number;
  done: number;
  total: number;
}): string {
  if (done < 3 || seconds < 2 || done >= total) return '';
  return `${aboutTime((seconds / done) * (total - done))} left`;
}

/** 'about 25 min' */
export function aboutTime(seconds: number): string {
  if (seconds < 60) return `about ${String(Math.max(1, Math.round(seconds)))} s`;
  if (seconds < 5400) return `about ${String(Math.round(seconds / 60))} min`;
  return `about ${(seconds / 3600).toFixed(1)} h`;
}

/** 'loss 0.01234' */
export function formatLosses(losses: Readonly<Record<string, number>>): string {
  return Object.entries(losses)
    .map(([name, value]) => `${name} ${value.toPrecision(4)}`)
    .join('  ');
}
