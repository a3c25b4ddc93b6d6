import { describe, expect, it } from 'vitest';
import { OneClassError, printable } from '../src/index.ts';

describe('text of a file', () => {
  it('is shown in one line, without what a terminal acts on', () => {
    expect(printable('fixed\u001b[2J\u0007\nthreshold 5\r\u009b1m\u202eabc\u007f')).toBe(
      'fixed\\u001b[2J\\u0007\\u000athreshold 5\\u000d\\u009b1m\\u202eabc\\u007f',
    );
    expect(printable('Größe 日本語 עברית 🙂 C:\\new')).toBe('Größe 日本語 עברית 🙂 C:\\new');
  });

  it('is cut where it is long', () => {
    expect(printable('x'.repeat(201))).toBe(`${'x'.repeat(200)}…`);
    expect(printable('x'.repeat(200))).toBe('x'.repeat(200));
    expect(printable('abc', 2)).toBe('ab…');
  });
});

describe('the message of an error', () => {
  it('is one line of limited length, whatever it quotes', () => {
    const { message } = new OneClassError('invalid-artifact', `a\n\u001b[31m${'é'.repeat(1e6)}`);
    expect(message).toMatch(/^a\\u000a\\u001b\[31mé+…$/);
    expect(message.length).toBeLessThan(4100);
  });
});
