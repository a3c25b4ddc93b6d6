import { createHash } from 'node:crypto';
import { openRegular } from './regular-file.ts';

/** @throws as {@link openRegular} */
export async function md5OfFile(path: string): Promise<string> {
  const hash = createHash('md5');
  const file = await openRegular(path);
  for await (const chunk of file.createReadStream()) hash.update(chunk as Buffer); // closes it
  return hash.digest('hex');
}
