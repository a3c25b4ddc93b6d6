/**
 * @file A checkpoint's bytes: a safetensors file. Tensors are named `<phase>/<part>/<tensor>`;
 *   `__metadata__.checkpoint` is JSON with the rest, and `__metadata__.digest` is the hash of the
 *   same file without it.
 */
import {
  OneClassError,
  readSafetensors,
  writeSafetensors,
  type NamedTensor,
  type Safetensors,
} from '@oneclass/core';
import { createDigest } from './digest.ts';
import type { FitIdentity } from './identity.ts';
import type { PhaseProgress } from './progress.ts';
import type { PartState } from './stateful.ts';

const FORMAT = 1;

export interface SavedPhase {
  readonly phase: string;
  readonly progress: PhaseProgress;
  readonly parts: Readonly<Record<string, PartState>>;
}

/** What a checkpoint says. */
export interface SavedFit {
  readonly fit: FitIdentity;
  /** In the order in which they ran; all but the last are finished. */
  readonly phases: readonly SavedPhase[];
}

interface Content {
  readonly format: number;
  readonly fit: FitIdentity;
  readonly phases: readonly {
    readonly phase: string;
    readonly progress: PhaseProgress;
    readonly numbers: Readonly<Record<string, PartState['numbers']>>;
  }[];
}

export function encodeCheckpoint({ fit, phases }: SavedFit): Uint8Array {
  const tensors: Record<string, NamedTensor> = {};
  for (const { phase, parts } of phases) {
    for (const [part, state] of Object.entries(parts)) {
      for (const [name, tensor] of Object.entries(state.tensors))
        tensors[`${phase}/${part}/${name}`] = tensor;
    }
  }
  const content: Content = {
    format: FORMAT,
    fit,
    phases: phases.map(({ phase, progress, parts }) => {
      const numbers = Object.fromEntries(
        Object.entries(parts).map(([part, state]) => [part, state.numbers]),
      );
      return { phase, progress, numbers };
    }),
  };
  const metadata = { checkpoint: JSON.stringify(content) };
  return writeSafetensors({
    tensors,
    metadata: { ...metadata, digest: digestOf({ tensors, metadata }) },
  });
}

/**
 * @throws OneClassError `invalid-artifact` for bytes that are no checkpoint, damaged, or from a
 *   later version
 */
export function decodeCheckpoint(bytes: Uint8Array): SavedFit {
  const { tensors, metadata } = readFile(bytes);
  const { checkpoint, digest, ...others } = metadata;
  if (checkpoint === undefined)
    throw invalid('This file is no checkpoint: its `__metadata__` has no `checkpoint`.');
  if (digestOf({ tensors, metadata: { ...others, checkpoint } }) !== digest) {
    throw invalid(
      'This checkpoint is damaged: its content does not have the digest that was written with it.',
    );
  }
  const { format, fit, phases } = JSON.parse(checkpoint) as Content;
  if (format !== FORMAT) {
    throw invalid(
      `This checkpoint has format ${String(format)}; this @oneclass/nn reads ` +
        `${String(FORMAT)}, so another version wrote it.`,
    );
  }
  const below = (prefix: string): Record<string, NamedTensor> =>
    Object.fromEntries(
      Object.entries(tensors).flatMap(([name, tensor]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), tensor]] : [],
      ),
    );
  return {
    fit,
    phases: phases.map(({ phase, progress, numbers }) => {
      const parts = Object.entries(numbers).map(
        ([part, values]) =>
          [part, { tensors: below(`${phase}/${part}/`), numbers: values }] as const,
      );
      return { phase, progress, parts: Object.fromEntries(parts) };
    }),
  };
}

function readFile(bytes: Uint8Array): Safetensors {
  try {
    return readSafetensors(bytes);
  } catch (cause) {
    throw invalid(
      `This checkpoint is damaged, or no checkpoint. ${(cause as Error).message}`,
      cause,
    );
  }
}

function digestOf(content: Safetensors): string {
  const digest = createDigest();
  digest.update(writeSafetensors(content));
  return digest.hex();
}

function invalid(what: string, cause?: unknown): OneClassError {
  return new OneClassError(
    'invalid-artifact',
    `${what} Remove it, or name another, to begin anew.`,
    { argument: 'checkpoint', cause },
  );
}
