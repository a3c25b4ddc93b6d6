import { print, printJson } from '@oneclass/terminal';
import { availableMethods } from '../method.ts';

/** `oneclass methods` */
export async function methods(
  specifier: string | undefined,
  { json }: { readonly json?: boolean },
): Promise<void> {
  const available = await availableMethods(specifier);
  if (json === true) {
    printJson(
      available.map(({ method, package: from }) => ({
        name: method.name,
        summary: method.summary,
        package: from ?? null,
        defaults: method.defaults,
      })),
    );
    return;
  }
  for (const { method, package: from } of available) {
    print(`${method.name}  ${method.summary} (${from ?? specifier ?? ''})`);
    for (const [key, value] of Object.entries(method.defaults))
      print(`  --set ${key}=${JSON.stringify(value)}`);
  }
}
