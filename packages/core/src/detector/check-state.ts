import type { DetectorState } from '../contract/detector.ts';
import { OneClassError } from '../error.ts';

/**
 * For the beginning of `restore`.
 * @param facts names of the facts that the method's states have
 * @throws OneClassError `invalid-artifact` for the state of another method, or with other facts
 */
export function checkState(
  state: DetectorState,
  { method, facts = [] }: { readonly method: string; readonly facts?: readonly string[] },
): void {
  const wrong = (what: string, received: unknown): OneClassError =>
    new OneClassError(
      'invalid-artifact',
      `This state does not describe a ${method} detector: ${what}. Give it to the method that ` +
        'made it; if that is this one, the file is damaged: fit the detector again.',
      { expected: method, received },
    );
  if (state.method !== method) throw wrong(`its method is '${state.method}'`, state.method);
  const unknown = Object.keys(state.facts ?? {}).find((name) => !facts.includes(name));
  if (unknown !== undefined) throw wrong(`it has an unknown fact \`${unknown}\``, unknown);
}
