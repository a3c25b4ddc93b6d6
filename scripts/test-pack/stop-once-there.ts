import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';

/** Runs `oneclass`, presses Ctrl-C once a file is there, and gives the exit code. */
export async function stopOnceThere(
  file: string,
  args: readonly string[],
  cwd: string,
): Promise<number> {
  const main = 'node_modules/@oneclass/cli/dist/main.js';
  const child = spawn(process.execPath, [main, ...args], { cwd, stdio: 'ignore' });
  const ended = once(child, 'exit') as Promise<[number]>;
  const isThere = (): Promise<boolean> =>
    access(file).then(
      () => true,
      () => false,
    );
  while (child.exitCode === null && !(await isThere())) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill('SIGINT');
  return (await ended)[0];
}
