/**
 * Downloads a set in a process of its own, to be killed: FOLDER REMOTE-AS-JSON. Says when something
 * comes.
 */
import { fetchSet } from '../../../src/node/download/fetch-set.ts';
import type { Remote } from '../../../src/node/named-set/file-sets.ts';
import { TIMING } from './tiny-set.ts';

const [folder, remote] = process.argv.slice(2) as [string, string];
const onProgress = ({ type }: { type: string }): unknown => process.stdout.write(`${type}\n`);
await fetchSet('tiny', folder, {
  timing: TIMING,
  onProgress,
  remote: JSON.parse(remote) as Remote,
});
process.stdout.write('whole\n');
