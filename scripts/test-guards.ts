/**
 * Holds in every test: nothing is printed, no draw is unseeded, no tensor is left over. Loaded
 * before each test file; TensorFlow.js is never imported here, so that tests without it stay fast.
 */
import { format } from 'node:util';
import { afterAll, aroundEach, beforeAll } from 'vitest';

/**
 * The parts of TensorFlow.js's engine that are read here; it sits on the global object, one for all
 * copies of the library.
 */
interface Engine {
  readonly state: { readonly numTensors: number };
  readonly ENV: { set(flag: string, value: boolean): void };
}

const engine = (): Engine | undefined => (globalThis as { _tfengine?: Engine })._tfengine;

let printed: Error[] = [];

/** An error whose stack starts at the caller of `callee`. */
function errorAtCaller(message: string, callee: (...values: never[]) => unknown): Error {
  const error = new Error(message);
  Error.captureStackTrace(error, callee);
  return error;
}

/**
 * Records what goes through the function `target[name]`, and where it was called; the call itself
 * goes on.
 */
function watchPrinting(target: object, name: string, label: string): void {
  const methods = target as Record<string, unknown>;
  const original = methods[name];
  if (typeof original !== 'function') return;
  methods[name] = function report(...values: unknown[]): unknown {
    const advice = 'Library code never prints; a test of what prints spies on it and mocks it.';
    printed.push(errorAtCaller(`${label} was called: ${format(...values)}\n${advice}`, report));
    return original.apply(target, values) as unknown;
  };
}

const OURS = /\/(packages|apps|examples)\/[^/]+\/(src|test)\/|\/scripts\//;
const TENSORFLOW = /\/@tensorflow[/+]/;

/**
 * Throws where our code draws: itself, or through a TensorFlow.js operation without a seed (it
 * takes 0 for none). Draws of other libraries' own (fast-check's seed, names in vega) pass, and so
 * does TensorFlow.js while it is imported.
 */
function guardRandom(): void {
  /* eslint-disable oneclass/no-math-random -- what is guarded */
  const draw = Math.random;
  Math.random = function random() {
    const advice =
      'Draw from createRng(seed); give a random operation of TensorFlow.js rng.seed().';
    const error = errorAtCaller(`Math.random can't be repeated. ${advice}`, random);
    const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    const caller = frames.find((line) => !TENSORFLOW.test(line));
    if (caller !== undefined && OURS.test(caller) && !caller.includes('/node_modules/'))
      throw error;
    return draw();
  };
  /* eslint-enable oneclass/no-math-random */
}

function failIfPrinted(): void {
  const [first, ...others] = printed;
  printed = [];
  if (first === undefined) return;
  if (others.length > 0) first.message += `\n(and ${others.length} more)`;
  throw first;
}

for (const name of Object.keys(console)) watchPrinting(console, name, `console.${name}`);
watchPrinting(process.stdout, 'write', 'process.stdout.write');
watchPrinting(process.stderr, 'write', 'process.stderr.write');
guardRandom();

/**
 * The cpu backend greets on the console when it is first used in Node, except in production and
 * test mode; the latter takes what an operation of ours saves for its gradient for a leak.
 */
const silenceGreeting = (): void => engine()?.ENV.set('PROD', true);

beforeAll(() => {
  failIfPrinted();
  silenceGreeting();
});

// Outermost: what a test's own hooks, their clean-ups and onTestFinished free is not left over.
aroundEach(async (runTest, { task }) => {
  silenceGreeting();
  const before = engine()?.state.numTensors ?? 0;
  await runTest();
  failIfPrinted();
  const left = (engine()?.state.numTensors ?? 0) - before;
  if (left === 0 || task.result?.state === 'fail') return;
  throw new Error(
    `${left > 0 ? 'Tensors left over' : 'Tensors disposed that the test did not make'}: ` +
      `${Math.abs(left)}, expected none. ` +
      'Dispose what the test makes (tf.tidy, tf.dispose, detector.dispose()); what beforeAll ' +
      'makes, afterAll disposes.',
  );
});

afterAll(failIfPrinted);
