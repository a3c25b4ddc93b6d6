import { useBackend, type BackendChoice } from '@oneclass/runtime';
import { say } from '@oneclass/terminal';

/** As `useBackend`, and tells when a better backend is installed but does not work. */
export async function startBackend(preference: string | undefined): Promise<BackendChoice> {
  const choice = await useBackend(preference);
  if (choice.warning !== undefined) say(choice.warning);
  return choice;
}
