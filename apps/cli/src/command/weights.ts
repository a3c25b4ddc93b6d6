import { OneClassError, type FeatureProvider, type PublishedWeights } from '@oneclass/core';
import { bundledProviders } from '@oneclass/inspection/node';
import { print, printJson, printPairs, say } from '@oneclass/terminal';
import { fetchWeights } from '../fetch-weights.ts';
import { places } from '../saved-detector.ts';

/** `oneclass weights` */
export async function weights({ json }: { readonly json?: boolean | undefined }): Promise<void> {
  const listed = await Promise.all(
    (await withWeights()).map(async ({ name, summary, published }) => {
      const { licence, source, bytes } = published;
      return { name, summary, bytes, licence, source, file: (await published.kept()) ?? null };
    }),
  );
  if (json === true) {
    printJson(listed);
    return;
  }
  for (const { name, summary, bytes, licence, source, file } of listed) {
    print(`${name}  ${summary}`);
    printPairs([
      ['  size', `${String(Math.ceil(bytes / 1e6))} MB`],
      ['  licence', licence],
      ['  source', source],
      ['  where', file ?? `not here; oneclass weights download ${name}`],
    ]);
  }
}

/** `oneclass weights download`: the licence first. */
export async function downloadWeights(
  name: string,
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  const all = await withWeights();
  const provider = all.find((found) => found.name === name);
  if (!provider) {
    const names = all.map((found) => found.name).join(', ');
    throw new OneClassError(
      'unknown-name',
      `There are no weights '${name}' to download. Choose from: ${names}.`,
      { argument: 'name', expected: names, received: name },
    );
  }
  const kept = await provider.published.kept();
  if (kept !== undefined) say(`${name}: looking whether ${kept} is whole.`);
  print(await fetchWeights(provider, { signal }));
}

type Published = FeatureProvider & { readonly published: PublishedWeights };

const withWeights = async (): Promise<Published[]> =>
  (await bundledProviders(places()))
    .map(({ value }) => value)
    .filter((provider): provider is Published => provider.published !== undefined);
