/** Signal of the process's first SIGINT or SIGTERM; the second ends the process at once. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Takes the handlers off again. */
  stop(): void;
}

const EXIT_INTERRUPTED = 130;

export function watchInterrupts(say: (line: string) => void): Interrupt {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(EXIT_INTERRUPTED);
    say(`${name === 'SIGINT' ? 'Ctrl-C' : name}: stopping after this step; once more to stop at once.`);
    controller.abort(new InterruptedError());
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    stop() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  constructor() {
    super('interrupted');
  }
}
