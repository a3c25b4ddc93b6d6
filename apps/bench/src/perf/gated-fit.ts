import type { Dataset, Method, ProgressEvent } from '@oneclass/core';
import type { Workload } from './row.ts';

export interface GatedFitOptions {
  /** What `run` lets the fit do. An epoch contains the reading of its images, a step does not. */
  readonly part: 'step' | 'epoch';
  readonly config?: object | undefined;
}

interface Signal {
  readonly given: Promise<void>;
  give(): void;
}

function createSignal(): Signal {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give };
}

const ENDLESS = 1_000_000;

/**
 * A fit that stands still but during `run`, which lets it do one step or epoch: its dataset holds
 * it up.
 */
export function gatedFit(
  method: Method,
  images: Dataset,
  { part, config }: GatedFitOptions,
): Workload {
  const controller = new AbortController();
  const { signal } = controller;
  let waiting = createSignal();
  let opened = createSignal();
  let done = createSignal();

  async function pass(): Promise<void> {
    waiting.give();
    await opened.given;
    opened = createSignal();
    signal.throwIfAborted();
  }
  const gated: Dataset = {
    ...images,
    async *batches(options) {
      // other passes, such as one for the images' range, come before
      const trained = options.order !== undefined;
      if (part === 'epoch' && trained) await pass();
      for await (const batch of images.batches(options)) {
        try {
          if (part === 'step' && trained) await pass();
        } catch (error) {
          batch.dispose();
          throw error;
        }
        yield batch;
      }
    },
  };
  const onProgress = ({ type }: ProgressEvent): void => {
    if (type === `${part}-end`) done.give();
  };
  const endless: object = {
    ...config,
    epochs: ENDLESS,
    ...('earlyStopping' in method.defaults && { earlyStopping: null }),
  };
  const fit = method.fit(gated, endless, { signal, onProgress }).then(() => undefined);
  fit.catch(() => undefined); // seen by run, or wanted by dispose

  return {
    ready: () => Promise.race([waiting.given, fit]),
    async run() {
      [waiting, done] = [createSignal(), createSignal()];
      opened.give();
      await Promise.race([done.given, fit]);
    },
    async dispose() {
      controller.abort();
      opened.give();
      await fit.catch(() => undefined);
    },
  };
}
