/** @file Weights that a fit lacks: fetched by `oneclass weights download`, or on the way. */
import { createInterface } from 'node:readline/promises';
import type { FeatureProvider, PublishedWeights } from '@oneclass/core';
import { say } from '@oneclass/terminal';

/** @returns the file where they are kept */
export function fetchWeights(
  { name, published }: Pick<FeatureProvider, 'name'> & { readonly published: PublishedWeights },
  { signal }: { readonly signal: AbortSignal },
): Promise<string> {
  const { licence, source, bytes } = published;
  say(`Weights of ${name}, ${String(Math.ceil(bytes / 1e6))} MB. Licence: ${licence}. ${source}`);
  return published.download({ signal, say });
}

export interface OfferOptions {
  /** `--weights` */
  readonly weights: string | undefined;
  /** `--yes` */
  readonly yes: boolean | undefined;
  readonly signal: AbortSignal;
}

/**
 * Fetches the weights that a fit lacks where `--yes`, or who sits at the terminal, says so. Where
 * nobody does, the fit says itself what it lacks.
 */
export async function offerWeights(
  { name, published }: FeatureProvider,
  { weights, yes, signal }: OfferOptions,
): Promise<void> {
  if (!published || weights !== undefined || !(await published.missing())) return;
  if (yes === true || (await agrees(name, published, signal)))
    await fetchWeights({ name, published }, { signal });
}

async function agrees(
  name: string,
  { bytes, licence }: PublishedWeights,
  signal: AbortSignal,
): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // The terminal gives Ctrl-C to who asks, and not to the process.
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const ended = new Promise<string>((resolve) =>
    terminal.once('close', () => {
      resolve('');
    }),
  );
  const question =
    `The weights of ${name} are not here. Download them now (${String(Math.ceil(bytes / 1e6))} ` +
    `MB, licence ${licence})? [y/N] `;
  try {
    // Where its input ends, it is rejected in some versions of Node and left open in others.
    const answer = await Promise.race([terminal.question(question, { signal }), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    signal.throwIfAborted();
    if ((error as Error).name === 'AbortError') return false;
    throw error;
  } finally {
    terminal.close();
  }
}
