// The table that is killed, by itself: WORKER_TEST_DEATHS, as '0:5,0:7', kills the process of the
// first fit with seed 0 at its step 5, and of the second at step 7. Each fit leaves a file named by
// seed and process in WORKER_TEST_FOLDER.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import killed from './killed-table.js';

const { WORKER_TEST_FOLDER: folder = '', WORKER_TEST_DEATHS: deaths = '' } = process.env;

/** @type {import('../../src/table/table.ts').Table} */
const table = {
  ...killed,
  cells: async (options) =>
    (await killed.cells(options)).map((cell) => ({
      ...cell,
      method: {
        ...cell.method,
        /** @type {import('@oneclass/core').Method['fit']} */
        fit(images, config, run) {
          const seed = String(config?.seed);
          const attempt = readdirSync(folder).filter((name) =>
            name.startsWith(`seed${seed}.`),
          ).length;
          writeFileSync(join(folder, `seed${seed}.${process.pid}`), '');
          const death = deaths.split(',').filter((one) => one.startsWith(`${seed}:`))[attempt];
          let steps = 0;
          return /** @type {import('@oneclass/core').Method} */ (cell.method).fit(images, config, {
            ...run,
            onProgress(event) {
              run?.onProgress?.(event);
              if (event.type === 'step-end' && `${seed}:${++steps}` === death)
                process.kill(process.pid, 'SIGKILL');
            },
          });
        },
      },
    })),
};

// eslint-disable-next-line oneclass/no-default-export -- how a file gives its table
export default table;
