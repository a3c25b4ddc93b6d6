import type { ProgressEvent } from '@oneclass/core';
import { expectThat } from './assertion.ts';

type EventOf<T extends ProgressEvent['type']> = Extract<ProgressEvent, { type: T }>;

interface Phase {
  readonly start: EventOf<'phase-start'>;
  epoch: number;
  step: number;
  steps: number;
}

/**
 * Phases one after the other, steps counted from 1 to `stepsPerEpoch` in every epoch, epochs from 1
 * upwards.
 * @throws ConformanceError for the first event out of order
 */
export function expectOrder(what: string, events: readonly ProgressEvent[]): void {
  let phase: Phase | undefined;
  let finished = 0;
  for (const event of events) {
    if (event.type === 'phase-start') {
      expectThat(
        phase === undefined,
        `${what} started the phase '${event.phase}' within another; expected a phase-end first.`,
      );
      phase = { start: event, epoch: 1, step: 0, steps: 0 };
      continue;
    }
    expectThat(
      phase?.start.phase === event.phase,
      `${what} reported ${event.type} of the phase '${event.phase}', which is not under way; ` +
        'expected its phase-start first.',
    );
    if (event.type === 'step-end') takeStep(what, phase, event);
    if (event.type === 'epoch-end') endEpoch(what, phase, event);
    if (event.type !== 'phase-end') continue;
    expectThat(
      phase.steps > 0,
      `${what} ended the phase '${event.phase}' without a step-end; expected one a batch, so ` +
        'that progress can be shown.',
    );
    const open = phase.start.epochs !== undefined && phase.step > 0;
    expectThat(
      !open,
      `${what} ended the phase '${event.phase}' in the middle of an epoch; expected an ` +
        'epoch-end for every epoch that was begun.',
    );
    phase = undefined;
    finished += 1;
  }
  expectThat(
    finished > 0,
    `${what} reported no phase; expected phase-start, a step-end a batch, and phase-end.`,
  );
  expectThat(
    phase === undefined,
    `${what} never reported the phase-end of '${phase?.start.phase ?? ''}'; expected one when ` +
      'the phase is done.',
  );
}

function takeStep(
  what: string,
  phase: Phase,
  { epoch, step, stepsPerEpoch }: EventOf<'step-end'>,
): void {
  phase.step += 1;
  phase.steps += 1;
  expectThat(
    epoch === phase.epoch && step === phase.step && step <= stepsPerEpoch,
    `${what} reported step ${String(step)} of ${String(stepsPerEpoch)} in epoch ` +
      `${String(epoch)}; expected step ${String(phase.step)} in epoch ${String(phase.epoch)}: ` +
      'both count from 1, steps anew in every epoch.',
  );
  const announced = phase.start.stepsPerEpoch;
  expectThat(
    announced === undefined || announced === stepsPerEpoch,
    `${what} announced ${String(announced)} steps an epoch and reported a step of ` +
      `${String(stepsPerEpoch)}; expected the same number.`,
  );
}

function endEpoch(what: string, phase: Phase, { epoch, epochs }: EventOf<'epoch-end'>): void {
  expectThat(
    epoch === phase.epoch && epoch <= epochs,
    `${what} reported the end of epoch ${String(epoch)} of ${String(epochs)}; expected epoch ` +
      `${String(phase.epoch)}: they count upwards from 1.`,
  );
  const { stepsPerEpoch, epochs: announced } = phase.start;
  expectThat(
    announced === undefined || announced === epochs,
    `${what} announced ${String(announced)} epochs and reported one of ${String(epochs)}; ` +
      'expected the same number.',
  );
  expectThat(
    stepsPerEpoch === undefined || stepsPerEpoch === phase.step,
    `${what} ended epoch ${String(epoch)} after ${String(phase.step)} steps; expected the ` +
      `${String(stepsPerEpoch)} that were announced.`,
  );
  phase.epoch += 1;
  phase.step = 0;
}

/**
 * The same unit, in words, throughout a phase.
 * @throws ConformanceError for the first event without it
 */
export function expectUnits(what: string, events: readonly ProgressEvent[]): void {
  let unit: string | undefined;
  for (const event of events) {
    if (event.type === 'phase-end') continue;
    if (event.type === 'phase-start') unit = event.unit;
    expectThat(
      typeof event.unit === 'string' && event.unit.trim() !== '' && event.unit === unit,
      `${what} reported ${event.type} of the phase '${event.phase}' with the unit ` +
        `${JSON.stringify(event.unit) ?? 'undefined'}; expected what the phase counts, in the ` +
        "plural, the same throughout: 'images'.",
    );
  }
}
