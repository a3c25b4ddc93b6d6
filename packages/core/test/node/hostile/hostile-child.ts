/** @file Downloads in a process of its own, which is to end by itself: CLIENT URL FOLDER. */
import { setClient, weightsClient } from './try-download.ts';

const [name, url = '', folder = ''] = process.argv.slice(2);
const client = name === weightsClient.name ? weightsClient : setClient;
await client.download(url, folder).catch((error: unknown) => {
  process.stdout.write(`${String(error)}\n`);
});
