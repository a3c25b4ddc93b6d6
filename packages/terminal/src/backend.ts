import { say } from './print.ts';

/** As `useBackend` of `@oneclass/runtime` gives it. */
export interface ChosenBackend {
  readonly name: string;
  readonly why: string;
  readonly warning?: string;
}

/**
 * Which backend computes and why, and what is wrong with a better one; nothing where the user named
 * it.
 */
export function sayBackend(
  { name, why, warning }: ChosenBackend,
  preference: string | undefined,
): void {
  if (warning !== undefined) say(warning);
  if (preference === undefined) say(`${name} backend: ${why}`);
}
