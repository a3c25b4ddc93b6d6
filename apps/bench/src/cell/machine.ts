import { cpus, totalmem } from 'node:os';

/** What a time depends on. */
export function describeMachine(): Record<string, string | number> {
  return {
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
}
