/** Signal of the process's first SIGINT, SIGTERM or SIGHUP; the second ends the process at once. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Takes the handlers off again. */
  stop(): void;
}

const EXIT_INTERRUPTED = 130;

/** What a progress bar hides and switches off while it is drawn. */
const SHOW_CURSOR_AND_WRAP = '\u001b[?25h\u001b[?7h';

export function watchInterrupts(say: (line: string) => void): Interrupt {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    const isTerminal = process.stderr.isTTY;
    if (controller.signal.aborted) {
      if (isTerminal) process.stderr.write(SHOW_CURSOR_AND_WRAP);
      process.exit(EXIT_INTERRUPTED);
    }
    // A progress bar leaves the cursor on its own line.
    say(
      `${isTerminal ? '\n' : ''}${name === 'SIGINT' ? 'Ctrl-C' : name}: stopping after this ` +
        'step; once more to stop at once.',
    );
    controller.abort(new InterruptedError());
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', onSignal);
  return {
    signal: controller.signal,
    stop() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
      process.off('SIGHUP', onSignal);
    },
  };
}

export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  constructor() {
    super('interrupted');
  }
}
