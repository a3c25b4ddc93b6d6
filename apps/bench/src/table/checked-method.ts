import type { Detector, DetectorState, Maps, Method, Samples } from '@oneclass/core';
import { runAuthored, wrongTable } from './wrong-table.ts';

/** What a cell asks of its method. */
export interface CheckedMethod extends Pick<Method, 'name' | 'defaults' | 'resumable' | 'fit'> {
  restore(state: DetectorState): Promise<Detector>;
}

/**
 * A cell's method, of whoever wrote it: where it or a detector of it fails, that is said to be
 * theirs, and what they give is checked. Its detectors have what every detector has, and no more.
 * @param cell its id
 */
export function checkedMethod(method: Method, cell: string): CheckedMethod {
  const { name, defaults, resumable } = method;
  const of = `of method "${name}" in cell "${cell}"`;
  return {
    ...{ name, defaults, resumable },
    async fit(normal, config, run) {
      const what = `fit() ${of}`;
      const fit = (): Promise<unknown> => method.fit(normal, config, run);
      const given = await runAuthored(what, fit, run?.signal);
      if (isDetector(given)) return checkedDetector(given, of);
      throw wrongTable(
        `${what} gave no detector: expected an object with config, sampleShape, outputs, ` +
          'compute, score, state and dispose.',
        { argument: what },
      );
    },
    restore: async (state) =>
      checkedDetector(await runAuthored(`restore() ${of}`, () => method.restore(state)), of),
  };
}

function isDetector(value: unknown): value is Detector {
  if (typeof value !== 'object' || value === null) return false;
  const { config, outputs, compute, score, state, dispose } = value as Partial<Detector>;
  return (
    typeof config === 'object' &&
    Array.isArray(outputs) &&
    [compute, score, state, dispose].every((part) => typeof part === 'function')
  );
}

function checkedDetector(detector: Detector, of: string): Detector {
  const { method, config, sampleShape, features, facts, outputs } = detector;
  return {
    ...{ method, config, sampleShape, features, facts, outputs },
    async score(samples, run) {
      const what = `score() ${of}`;
      const scores = await runAuthored(what, () => detector.score(samples, run), run?.signal);
      checkScores(scores, { what, size: sizeOf(samples) });
      return scores;
    },
    async compute(samples, names, run) {
      const what = `compute() ${of}`;
      const compute = (): ReturnType<typeof detector.compute<(typeof names)[number]>> =>
        detector.compute(samples, names, run);
      const given = await runAuthored(what, compute, run?.signal);
      for (const name of names) checkMaps(name, given, { what, size: sizeOf(samples) });
      return given;
    },
    state: () => detector.state(),
    dispose: () => {
      detector.dispose();
    },
  };
}

const sizeOf = (samples: Samples): number =>
  'batches' in samples ? samples.size : samples.shape[0];

interface Given {
  readonly what: string;
  /** How many images it was given. */
  readonly size: number;
}

function checkScores(scores: unknown, { what, size }: Given): void {
  if (
    scores instanceof Float32Array &&
    scores.length === size &&
    scores.every((score) => Number.isFinite(score))
  )
    return;
  throw wrongTable(
    `${what} gave no scores: expected a Float32Array of ${String(size)} finite numbers, one ` +
      'an image.',
    { argument: what },
  );
}

function checkMaps(name: string, outputs: unknown, { what, size }: Given): void {
  const { data, shape } = Object(
    (Object(outputs) as Readonly<Record<string, unknown>>)[name],
  ) as Partial<Maps>;
  if (name === 'score') checkScores(data, { what, size });
  if (
    data instanceof Float32Array &&
    Array.isArray(shape) &&
    shape[0] === size &&
    shape.reduce((product: number, length: number) => product * length, 1) === data.length
  )
    return;
  throw wrongTable(
    `${what} gave no "${name}": expected { data, shape }, a Float32Array and how it is laid ` +
      `out, ${String(size)} images first.`,
    { argument: what },
  );
}
