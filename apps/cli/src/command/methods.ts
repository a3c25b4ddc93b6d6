import { print, printJson } from '@oneclass/terminal';
import { installedMethods } from '../method.ts';

export async function methods({ json }: { readonly json?: boolean }): Promise<void> {
  const installed = await installedMethods();
  if (json === true) {
    printJson(installed.map(({ method, package: from }) => ({ name: method.name, summary: method.summary, package: from, defaults: method.defaults })));
    return;
  }
  for (const { method, package: from } of installed) {
    print(`${method.name}  ${method.summary} (${from})`);
    for (const [key, value] of Object.entries(method.defaults)) print(`  --set ${key}=${JSON.stringify(value)}`);
  }
}
