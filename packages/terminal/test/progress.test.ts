import { Writable } from 'node:stream';
import type { ProgressEvent } from '@oneclass/core';
import { describe, expect, it, vi } from 'vitest';
import { createProgress } from '../src/index.ts';
import { describeRemaining, formatLosses } from '../src/remaining.ts';

function recorder(isTTY: boolean): { stream: Writable & { isTTY: boolean }; text: () => string } {
  let written = '';
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      written += chunk.toString();
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY, columns: 120 }), text: () => written };
}

function* events(epochs: number, unit = 'images'): Generator<ProgressEvent> {
  yield { type: 'phase-start', phase: 'fit', unit, epochs, stepsPerEpoch: 2, units: 8 };
  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (const step of [1, 2])
      yield {
        type: 'step-end',
        phase: 'fit',
        unit,
        epoch,
        step,
        stepsPerEpoch: 2,
        losses: { loss: 0.123456 },
        unitsPerSecond: 100,
      };
    yield {
      type: 'epoch-end',
      phase: 'fit',
      unit,
      epoch,
      epochs,
      losses: { loss: 0.5 / epoch },
      unitsPerSecond: 123.4,
    };
  }
  yield { type: 'phase-end', phase: 'fit', seconds: 3 };
}

describe('progress', () => {
  it('is plain lines without a terminal: first and last epoch, no control characters', () => {
    const { stream, text } = recorder(false);
    const { onProgress, stop } = createProgress(stream);
    for (const event of events(5)) onProgress(event);
    stop();
    expect(text()).toBe(
      'fit epoch 1/5  loss 0.5000  123 images/s\nfit epoch 5/5  loss 0.1000  123 images/s\n',
    );
  });

  it('says of what it did how many a second', () => {
    const { stream, text } = recorder(false);
    const { onProgress } = createProgress(stream);
    for (const event of events(1, 'trees')) onProgress(event);
    expect(text()).toBe('fit epoch 1/1  loss 0.5000  123 trees/s\n');
  });

  it('says in between, every ten seconds, how far it is and what is left', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { stream, text } = recorder(false);
    const { onProgress } = createProgress(stream);
    for (const event of events(20)) {
      if (event.type === 'step-end') vi.advanceTimersByTime(3000);
      onProgress(event);
    }
    vi.useRealTimers();
    expect(text()).toMatch(
      /^fit {2}35 % {2}loss 0\.1235 {2}100 images\/s {2}about \d+ (s|min) left$/m,
    );
  });

  it('is a bar on a terminal, which is gone at the end', () => {
    const { stream, text } = recorder(true);
    const { onProgress, stop } = createProgress(stream);
    for (const event of events(2)) onProgress(event);
    stop();
    expect(text()).toContain('fit');
    expect(text()).toMatch(/\u001b\[/);
  });
});

describe('progress of a run that was resumed', () => {
  const resumed: readonly ProgressEvent[] = [...events(20)].map((event) =>
    event.type === 'phase-start' ? { ...event, resumedSteps: 30 } : event,
  );

  it('does not repeat the epochs that were done, and counts them neither as done in this run nor as left', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { stream, text } = recorder(false);
    const { onProgress } = createProgress(stream);
    for (const event of resumed) {
      if (event.type === 'step-end' && event.epoch <= 15) continue;
      if (event.type === 'step-end') vi.advanceTimersByTime(6000);
      onProgress(event);
    }
    vi.useRealTimers();
    expect(text()).not.toContain('epoch 1/');
    // 6 s a step; after 4 of the 10 left, 36 s.
    expect(text()).toMatch(/^fit {2}85 % .* about 36 s left$/m);
    expect(text()).toContain('fit epoch 20/20');
  });
});

describe('a line in between', () => {
  it('is written where there is no bar', () => {
    const { stream, text } = recorder(false);
    createProgress(stream).say('A word.');
    expect(text()).toBe('A word.\n');
  });

  it('makes the bar step aside and come back', () => {
    const { stream, text } = recorder(true);
    const { onProgress, say, stop } = createProgress(stream);
    const [first] = events(2);
    if (first) onProgress(first);
    const before = text().length;
    say('A word.');
    const after = text().slice(before);
    stop();
    expect(after).toContain('A word.\n');
    expect(after.slice(after.indexOf('A word.'))).toContain('fit');
  });
});

describe('the time left', () => {
  it('is not guessed too early', () => {
    expect(describeRemaining({ seconds: 1, done: 50, total: 100 })).toBe('');
    expect(describeRemaining({ seconds: 100, done: 1, total: 100 })).toBe('');
    expect(describeRemaining({ seconds: 100, done: 100, total: 100 })).toBe('');
  });
  it('is in the unit that suits it', () => {
    expect(describeRemaining({ seconds: 10, done: 10, total: 40 })).toBe('about 30 s left');
    expect(describeRemaining({ seconds: 600, done: 10, total: 40 })).toBe('about 30 min left');
    expect(describeRemaining({ seconds: 3600, done: 10, total: 40 })).toBe('about 3.0 h left');
  });
});

describe('losses', () => {
  it('are shown with their names', () => {
    expect(formatLosses({ loss: 0.0123456, penalty: 3 })).toBe('loss 0.01235  penalty 3.000');
    expect(formatLosses({})).toBe('');
  });
});
