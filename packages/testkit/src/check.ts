import type { MethodConfig } from '@oneclass/core';
import { ConformanceError, describeError } from './assertion.ts';
import type { MethodSpec } from './spec.ts';
import { withTrial, type Trial } from './trial.ts';

/** One thing that every method must do. */
export interface Check {
  /** Reads on from "a method": 'gives its arrays away'. Exemptions call it by this name. */
  readonly name: string;
  readonly run: (trial: Trial) => Promise<void>;
}

/**
 * Runs one check on a method, on the backend that is set, without a test runner.
 * @throws ConformanceError when the method does not pass; `cause` is the method's own error where
 *   it threw one
 */
export async function runCheck<C extends MethodConfig>(
  check: Check,
  spec: MethodSpec<C>,
): Promise<void> {
  try {
    await withTrial(spec, check.run);
  } catch (error) {
    if (error instanceof ConformanceError) throw error;
    const message =
      `The method threw ${describeError(error)} Expected no error here: mend what this ` +
      "error's cause points to.";
    throw new ConformanceError(message, { cause: error });
  }
}
