import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';
import { hostileAnswers } from './hostile-answers.ts';
import { hostileServer, type Answer } from './hostile-server.ts';
import type { Client } from './try-download.ts';

export interface Ended {
  readonly code: number | null;
  readonly said: string;
  /** Milliseconds from its error to its end. */
  readonly after: number;
}

/** Downloads in a process of its own from a server that always gives this answer. */
export async function endOfChild(client: Client, answer: string): Promise<Ended> {
  const hostile = hostileAnswers(client.file).get(answer) as Answer;
  const server = await hostileServer(() => hostile);
  const child = join(import.meta.dirname, 'hostile-child.ts');
  const source = ['--conditions=@oneclass/source', '--import', 'tsx'];
  const args = [...source, child, client.name, server.url, await temporaryFolder()];
  const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  let saidAt = Infinity;
  running.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    saidAt = Math.min(saidAt, performance.now());
  });
  const code = await new Promise<number | null>((resolve) => running.on('close', resolve));
  server.close();
  return { code, said, after: performance.now() - saidAt };
}
