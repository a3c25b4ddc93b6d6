import type { Reporter, TestModule, TestSuite, Vitest } from 'vitest/node';

/**
 * Ends the output of a run with one line, `12 passed, 0 failed, 3 skipped`; the skipped only where
 * there are any.
 */
export class CountReporter implements Reporter {
  private line = '0 passed, 0 failed';

  onInit(vitest: Vitest): void {
    // After the last words of every other reporter.
    vitest.onClose(() => vitest.logger.log(this.line));
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      // A file that does not load and a hook that throws fail without a failed test of their own.
      const groups: (TestModule | TestSuite)[] = [module, ...module.children.allSuites()];
      count.failed += groups.filter((group) => group.errors().length > 0).length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        // Pending at the end: its process died on the way.
        count[state === 'pending' ? 'failed' : state]++;
      }
    }
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    this.line = `${count.passed} passed, ${count.failed} failed${skipped}`;
  }
}
