import { runTool } from './run-tool.ts';

/** Python's installer, in the order in which it is looked for. */
export const PIP: readonly (readonly string[])[] = [['python3', '-m', 'pip'], ['pip3'], ['pip']];

/**
 * The first command that runs here.
 * @throws the signal's reason
 */
export async function firstThatRuns(
  candidates: readonly (readonly string[])[],
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  for (const command of candidates) {
    try {
      // Not where the user is: `python -m` would import a pip.py from there.
      await runTool([...command, '--version'], { cwd: '/', signal });
      return command;
    } catch {
      signal.throwIfAborted();
    }
  }
  return undefined;
}
