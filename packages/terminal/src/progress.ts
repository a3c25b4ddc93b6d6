import type { Writable } from 'node:stream';
import { SingleBar } from 'cli-progress';
import type { ProgressEvent } from '@oneclass/core';
import { describeRemaining, formatLosses } from './remaining.ts';

/** Where progress goes: a terminal gets a bar, anything else plain lines. */
export interface ProgressTarget {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface Progress {
  readonly onProgress: (event: ProgressEvent) => void;
  /** A line in between, which a bar makes way for. */
  say(line: string): void;
  /** Clears a bar that is still drawn; call it in `finally`. */
  stop(): void;
}

/** Shows a run's progress events on `target`, stderr as a rule. */
export function createProgress(target: ProgressTarget & Writable): Progress {
  return target.isTTY === true ? barProgress(target) : lineProgress(target);
}

interface Phase {
  readonly name: string;
  readonly epochs: number;
  readonly steps: number;
  /** Done before this run, as a checkpoint had it. */
  readonly resumed: number;
  readonly started: number;
}

function phaseOf(event: Extract<ProgressEvent, { type: 'phase-start' }>): Phase {
  return {
    name: event.phase,
    epochs: event.epochs ?? 1,
    steps: event.stepsPerEpoch ?? 1,
    resumed: event.resumedSteps ?? 0,
    started: performance.now(),
  };
}

function barProgress(target: Writable): Progress {
  let bar: SingleBar | undefined;
  let phase: Phase | undefined;
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  const start = ({ name, epochs, steps, resumed }: Phase): void => {
    bar = new SingleBar({
      stream: target,
      format: '{phase} {bar} {percentage} %  {text}',
      hideCursor: true,
      clearOnComplete: true,
      barsize: 24,
    });
    bar.start(epochs * steps, resumed, { phase: name, text: '' });
  };
  return {
    stop,
    say(line) {
      const wasDrawn = bar !== undefined;
      stop();
      target.write(`${line}\n`);
      if (wasDrawn && phase) start(phase);
    },
    onProgress(event) {
      switch (event.type) {
        case 'phase-start':
          stop();
          phase = phaseOf(event);
          start(phase);
          break;
        case 'step-end': {
          if (!phase) break;
          const done = (event.epoch - 1) * phase.steps + event.step;
          const epoch =
            phase.epochs > 1 ? `epoch ${String(event.epoch)}/${String(phase.epochs)}` : '';
          bar?.update(done, {
            text: sentence([epoch, formatLosses(event.losses), remaining(phase, done)]),
          });
          break;
        }
        case 'epoch-end':
          break;
        case 'phase-end':
          stop();
          break;
      }
    },
  };
}

/** Seconds between lines of one phase, so that a log stays readable. */
const LINE_INTERVAL = 10;

function lineProgress(target: ProgressTarget): Progress {
  let phase: Phase | undefined;
  let said = 0;
  const line = (parts: readonly string[]): void => {
    said = performance.now();
    target.write(`${sentence(parts)}\n`);
  };
  const isDue = (): boolean => performance.now() - said >= LINE_INTERVAL * 1000;
  return {
    stop: () => undefined,
    say: (text) => void target.write(`${text}\n`),
    onProgress(event) {
      switch (event.type) {
        case 'phase-start':
          phase = phaseOf(event);
          said = performance.now();
          break;
        case 'step-end': {
          if (!phase || !isDue()) break;
          const done = (event.epoch - 1) * phase.steps + event.step;
          const percent = `${((100 * done) / (phase.epochs * phase.steps)).toFixed(0)} %`;
          line([
            event.phase,
            percent,
            formatLosses(event.losses),
            rate(event),
            remaining(phase, done),
          ]);
          break;
        }
        case 'epoch-end':
          if (phase && event.epoch * phase.steps <= phase.resumed) break;
          if (event.epoch === event.epochs || event.epoch === 1 || isDue()) {
            line([
              `${event.phase} epoch ${String(event.epoch)}/${String(event.epochs)}`,
              formatLosses(event.losses),
              rate(event),
            ]);
          }
          break;
        case 'phase-end':
          break;
      }
    },
  };
}

const sentence = (parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join('  ');
const rate = ({ unit, unitsPerSecond }: { unit: string; unitsPerSecond: number }): string => {
  if (!(unitsPerSecond > 0)) return '';
  return `${unitsPerSecond.toFixed(unitsPerSecond < 10 ? 1 : 0)} ${unit}/s`;
};
const remaining = (phase: Phase, done: number): string =>
  describeRemaining({
    seconds: (performance.now() - phase.started) / 1000,
    done: done - phase.resumed,
    total: phase.epochs * phase.steps - phase.resumed,
  });
