/** Lets timers, signals and input be handled; awaiting a tensor's data on wasm or cpu does not. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
