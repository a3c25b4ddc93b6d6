import { dirname } from 'node:path';
import type { MapsFolder, WrittenPage } from '@oneclass/inspection/node/page';
import { formatCount } from '@oneclass/report';
import { say } from '@oneclass/terminal';

export const sayPage = (folder: MapsFolder, { page, pictures }: WrittenPage): void => {
  const place = dirname(pictures[0] ?? folder.path);
  say(`${formatCount(pictures.length)} images in ${place}, shown by ${page}`);
};
