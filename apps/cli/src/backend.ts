import { useBackend, type BackendChoice } from '@oneclass/runtime';
import { sayBackend } from '@oneclass/terminal';

/** As `useBackend`, and tells which one it is and why, unless it was asked for. */
export async function startBackend(preference: string | undefined): Promise<BackendChoice> {
  const choice = await useBackend(preference);
  sayBackend(choice, preference);
  return choice;
}
