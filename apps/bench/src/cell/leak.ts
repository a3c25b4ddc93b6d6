import { digestsOf } from '@oneclass/core/datasets';
import type { CheckedData } from '../table/check-data.ts';

/**
 * Data as they are, with a remark where test images are fitted on: a published split is kept, and
 * what leaks in it is said.
 */
export async function withLeak(
  data: CheckedData,
  say: (line: string) => void,
): Promise<CheckedData> {
  const fitted = new Set(await digestsOf(data.train));
  const test = await digestsOf(data.test.samples);
  const both = test.filter((digest) => fitted.has(digest)).length;
  if (both === 0) return data;
  const leak =
    `${String(both)} of ${String(test.length)} test images are among the training images too, ` +
    'which flatters the figures.';
  say(leak);
  return { ...data, remarks: [...(data.remarks ?? []), leak] };
}
