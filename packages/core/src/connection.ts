/** @file What a request by `fetch` is watched with, in Node and in browsers. */

/** Broken off by something that may pass: worth another try. */
export class Interruption extends Error {}

/** It can't succeed: another try would get the same. */
export class Unreachable extends Error {}

export interface Connection {
  /** For `fetch`. */
  readonly signal: AbortSignal;
  /**
   * So many bytes of the body came, or the answer began: the time begins anew, of bytes once they
   * are {@link LEAST_BYTES}.
   */
  alive(bytes?: number): void;
  /** Ends it, whatever still comes: no body keeps the process alive. */
  close(): void;
}

export interface ConnectionOptions {
  /**
   * With fewer than {@link LEAST_BYTES} in so many milliseconds it is given up, as an
   * {@link Interruption}.
   */
  readonly stall: number;
  readonly signal?: AbortSignal | undefined;
  /** Told when a third of that time is over. */
  readonly onSilence?: ((silence: Silence) => void) | undefined;
}

/** Seconds in which next to nothing came, and those after which the connection is given up. */
export interface Silence {
  readonly seconds: number;
  readonly limit: number;
  /** That came in them; fewer than 1000. */
  readonly bytes: number;
}

/** A server that sends fewer in the time of a stall is like one that sends none. */
export const LEAST_BYTES = 1000;

export function watchConnection({ stall, signal, onSilence }: ConnectionOptions): Connection {
  const own = new AbortController();
  const limit = stall / 1000;
  let timers: ReturnType<typeof setTimeout>[] = [];
  let came = 0;
  const stop = (): void => {
    timers.forEach(clearTimeout);
    timers = [];
  };
  const alive = (bytes = LEAST_BYTES): void => {
    came += bytes;
    if (came < LEAST_BYTES || own.signal.aborted) return;
    came = 0;
    stop();
    timers = [
      setTimeout(() => onSilence?.({ seconds: stall / 3000, limit, bytes: came }), stall / 3),
      setTimeout(() => {
        const what = came === 0 ? 'nothing' : `only ${String(came)} bytes`;
        own.abort(new Interruption(`${what} came for ${String(limit)} s`));
      }, stall),
    ];
  };
  alive();
  return {
    signal: signal ? AbortSignal.any([own.signal, signal]) : own.signal,
    alive,
    close() {
      stop();
      own.abort();
    },
  };
}

/** What `fetch` says of addresses and redirections that lead nowhere, in Node. */
const HOPELESS = /redirect count exceeded|scheme must be|not implemented|unknown scheme|bad port/i;
const UNTRUSTED = /^(CERT_|ERR_TLS_CERT|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_(GET_ISSUER|VERIFY))/;

/**
 * What a promise of `fetch` or of its body gives. It rejects with a TypeError for all that goes
 * wrong on the way; the reason is in its cause.
 * @throws Interruption; Unreachable for what another try can't mend; an AbortError as it is
 */
export async function interruptible<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (cause) {
    if (cause instanceof Interruption) throw cause;
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    const { message, cause: inner } = cause as Error;
    const why = inner instanceof Error && inner.message !== '' ? inner.message : message;
    const { code = '' } = (inner ?? {}) as { code?: string };
    const Kind = HOPELESS.test(why) || UNTRUSTED.test(code) ? Unreachable : Interruption;
    throw new Kind(why, { cause });
  }
}

/**
 * What tells one version of a file from another: a strong ETag, or the date of Last-Modified where
 * there is none.
 */
export function validatorOf(headers: Headers): string | undefined {
  const etag = headers.get('etag');
  if (etag !== null && isValidator(etag)) return etag;
  const date = headers.get('last-modified');
  return date !== null && isValidator(date) ? date : undefined;
}

/** Only a strong ETag promises equal bytes. */
const STRONG = /^"[\x21\x23-\x7e]+"$/;
const DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

export const isValidator = (text: string): boolean => STRONG.test(text) || DATE.test(text);
