import { readFile } from 'node:fs/promises';

/** The largest resident memory of this process until now. */
export async function peakBytes(): Promise<number> {
  // What `resourceUsage` gives begins on Linux with the memory of the process that started this.
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const [, kibibytes] = /^VmHWM:\s*(\d+) kB$/m.exec(status) ?? [];
  return 1024 * (kibibytes === undefined ? process.resourceUsage().maxRSS : Number(kibibytes));
}
