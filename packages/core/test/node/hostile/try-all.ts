import { join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';
import { hostileAnswers } from './hostile-answers.ts';
import type { Answer, Asked } from './hostile-server.ts';
import { tryDownload, type Client, type Tried } from './try-download.ts';

/** Downloads beside each other. */
const AT_ONCE = 8;

export interface TryAllOptions {
  /** Of all answers one in so many; 1 when absent. */
  readonly oneIn?: number;
  /** What the server does, of which the hostile answer is a part. */
  readonly answerOf: (answer: Answer) => (asked: Asked) => Answer;
}

/** A download with each hostile answer, by its name. */
export async function tryAll(
  client: Client,
  { oneIn = 1, answerOf }: TryAllOptions,
): Promise<ReadonlyMap<string, Tried>> {
  const folder = await temporaryFolder();
  const waiting = [...hostileAnswers(client.file)].filter((_, i) => i % oneIn === 0);
  const found = new Map<string, Tried>();
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, answer] = next;
      const own = join(folder, encodeURIComponent(name));
      found.set(name, await tryDownload(client, own, answerOf(answer)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

export const faultsOf = (tried: ReadonlyMap<string, Tried>): string[] =>
  [...tried].flatMap(([name, { faults }]) => faults.map((fault) => `${name}: ${fault}`));
