import { afterEach, beforeEach, expect, it } from 'vitest';
import { createWorkerRuns, isAlive, until, type WorkerRuns } from './worker-run.ts';

let runs: WorkerRuns;
beforeEach(async () => {
  runs = await createWorkerRuns();
});
afterEach(() => runs.remove());

it('records a cell whose workers die twice, goes on with the others, and continues it the next time', async () => {
  const args = ['--seeds', '0,1', '--workers', '1'];
  const { code, stdout, stderr } = await runs.start(args, '0:5,0:5').ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /error: 1 of 2 cells have no result \(1 died\): seed0\. The same command continues/,
  );
  expect(stdout).toMatch(/1 of 2, 1 died/);
  expect((await runs.result('seed0')).error).toEqual({
    code: 'died',
    message: expect.stringContaining('With fewer --workers') as string,
  });
  expect((await runs.result('seed1')).figures).toBeDefined();
  expect(await runs.files()).toContain('seed0-wasm.checkpoint');

  const again = await runs.start(args).ended;
  expect(again).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(
      /seed0: a stopped run left its fit, continuing it[^]*cell 2 of 2, seed1: finished before/,
    ) as string,
  });
  expect((await runs.result('seed0')).figures).toBeDefined();
  expect(await runs.files()).not.toContain('seed0-wasm.checkpoint');
});

it('leaves no worker behind when it is killed itself', async () => {
  const bench = runs.start(['--seeds', '0,1', '--workers', '2']);
  await runs.bothSaved();
  bench.process.kill('SIGKILL');
  await bench.ended;
  const ids = await runs.fitters();
  await until(() => !ids.some(isAlive));
  expect((await runs.files()).filter((name) => name.endsWith('.json'))).toEqual([]);
});
