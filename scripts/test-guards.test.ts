import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface FileResult {
  name: string;
  message: string;
  assertionResults: { title: string; status: string; failureMessages: string[] }[];
}

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'test-guards-'));
let output = '';
let exitCode: number | null = null;
let files: FileResult[] = [];

beforeAll(() => {
  const resultFile = join(folder, 'result.json');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [
    vitest,
    'run',
    '--root',
    root,
    '--config',
    join(root, 'scripts/fixtures/guards/vitest.config.ts'),
  ];
  const env = { ...process.env, RESULT_FILE: resultFile, NO_COLOR: '1' };
  const run = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  output = run.stdout;
  exitCode = run.status;
  files = (JSON.parse(readFileSync(resultFile, 'utf8')) as { testResults: FileResult[] })
    .testResults;
});

afterAll(() => rmSync(folder, { recursive: true }));

const fileNamed = (name: string) => files.find((file) => file.name.endsWith(name));
const testNamed = (title: string) =>
  fileNamed('guards.fixture.ts')?.assertionResults.find((test) => test.title === title);

describe('the guards of every test', () => {
  it.each([
    ['prints', 'console.warn was called: careless 7'],
    ['prints past the console', 'process.stderr.write was called'],
    ['prints after its spy is gone', 'console.error was called: late'],
    ['draws', "Math.random can't be repeated"],
    ['draws through TensorFlow.js without a seed', "Math.random can't be repeated"],
    ['draws through TensorFlow.js with seed 0', "Math.random can't be repeated"],
    ['leaves tensors over', 'Tensors left over: 2'],
    ['disposes what was there before', 'Tensors disposed that the test did not make: 1'],
    ['asserts nothing', 'expected any number of assertion, but got none'],
  ])('fail a test that %s', (title, message) => {
    expect(testNamed(title)).toMatchObject({
      status: 'failed',
      failureMessages: [expect.stringContaining(message)],
    });
  });

  it.each([
    'mocks what it expects on the console',
    'draws through TensorFlow.js with a seed',
    'uses the cpu backend quietly',
    'is disposed after',
  ])('pass a test that %s', (title) => {
    expect(testNamed(title)).toMatchObject({ status: 'passed' });
  });

  it('add nothing to a test that fails for a reason of its own', () => {
    expect(
      testNamed('fails for a reason of its own, which is enough')?.failureMessages,
    ).toHaveLength(1);
  });

  it('fail a file that prints while it is loaded', () => {
    expect(fileNamed('printing-import.fixture.ts')?.message).toContain('console.log was called');
  });
});

describe('the count line', () => {
  it('is the last line, and counts failed tests, a file that does not load, a failed hook and a process that died', () => {
    // 10 failed tests, 1 file, 1 hook; a test that never ended and the death of its process.
    expect(output.trimEnd().split('\n').at(-1)).toBe('4 passed, 14 failed, 2 skipped');
    expect(exitCode).toBe(1);
  });
});
