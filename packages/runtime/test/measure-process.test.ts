import { expect, it } from 'vitest';
import { measureInProcess } from '../src/node/measure-backends.ts';
import { workshopOfEachTest } from './fake-tools.ts';

workshopOfEachTest();

it('measures a backend in a process of its own, and ends it when aborted', async () => {
  const measured = await measureInProcess('wasm');
  expect(measured).toMatchObject({ device: 'CPU', threads: 1 });
  expect(measured.gflops).toBeGreaterThan(0);
  const controller = new AbortController();
  const rejected = expect(measureInProcess('wasm', { signal: controller.signal })).rejects.toThrow(
    'stopped',
  );
  controller.abort(new Error('stopped'));
  await rejected;
});
