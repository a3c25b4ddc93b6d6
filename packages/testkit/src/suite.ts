import { isFeatureMethod, OneClassError, type MethodConfig } from '@oneclass/core';
import { ConformanceError } from './assertion.ts';
import { runCheck, type Check } from './check.ts';
import { extractorChecks } from './check/extractor.ts';
import { checks, FEATURES, themes } from './checks.ts';
import { runExtractorCheck, type ExtractorSpec } from './extractor-check.ts';
import type { MethodSpec } from './spec.ts';

/** The test runner's functions: vitest's, node:test's, or others alike. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => Promise<void>) => unknown;
  /**
   * Called once in every test, for a runner that wants assertions of its own to be counted
   * (vitest's `requireAssertions`).
   */
  readonly expect?: ((value: boolean) => { toBe(expected: boolean): unknown }) | undefined;
}

/**
 * Declares every check of the kit as a test of `spec.method`, those of features only where it
 * builds on some. They run on the backend that the test file sets.
 * @throws OneClassError `unknown-name` for an exemption from no check, `invalid-argument` for one
 *   without a reason
 */
export function detectorSuite<C extends MethodConfig>(
  runner: TestRunner,
  spec: MethodSpec<C>,
): void {
  const exempt = new Map(Object.entries(spec.exempt ?? {}));
  checkExemptions(exempt);
  const { describe, it, expect } = runner;
  describe(`${spec.method.name} keeps the contract`, () => {
    for (const [theme, ofTheme] of Object.entries(themes)) {
      if (theme === FEATURES && !isFeatureMethod(spec.method)) continue;
      describe(theme, () => {
        for (const check of ofTheme) {
          const reason = exempt.get(check.name);
          it(reason === undefined ? check.name : `${check.name} (exempt: ${reason})`, async () => {
            await (reason === undefined ? runCheck(check, spec) : runExempt(check, spec));
            expect?.(true).toBe(true);
          });
        }
      });
    }
  });
}

async function runExempt<C extends MethodConfig>(check: Check, spec: MethodSpec<C>): Promise<void> {
  try {
    await runCheck(check, spec);
  } catch {
    return;
  }
  throw new ConformanceError(
    `The method passes '${check.name}', from which it is exempt. Expected it to fail: take ` +
      'the exemption out.',
  );
}

function checkExemptions(exempt: ReadonlyMap<string, string>): void {
  const names = checks.map(({ name }) => name);
  for (const [name, reason] of exempt) {
    if (!names.includes(name)) {
      const valid = names.map((known) => `'${known}'`).join(', ');
      throw new OneClassError(
        'unknown-name',
        `There is no check '${name}' to be exempt from. Correct the name. The checks are: ` +
          `${valid}.`,
        {
          argument: `exempt.${name}`,
          expected: valid,
          received: name,
        },
      );
    }
    if (typeof reason !== 'string' || reason.trim() === '') {
      throw new OneClassError(
        'invalid-argument',
        `The exemption from '${name}' has no reason. Expected a sentence that says why it is ` +
          'right.',
        {
          argument: `exempt.${name}`,
          expected: 'a reason',
          received: reason,
        },
      );
    }
  }
}

/** Declares every check of an extractor as a test, on the backend that the test file sets. */
export function extractorSuite({ describe, it, expect }: TestRunner, spec: ExtractorSpec): void {
  describe('the extractor keeps the contract', () => {
    for (const check of extractorChecks) {
      it(check.name, async () => {
        await runExtractorCheck(check, spec);
        expect?.(true).toBe(true);
      });
    }
  });
}
