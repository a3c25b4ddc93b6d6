import { deepSvddCifar10, deepSvddCifar10Short } from './deep-svdd-cifar10.ts';
import { deepSvddMnist } from './deep-svdd-mnist.ts';
import { digits } from './digits.ts';
import { fewShot } from './few-shot.ts';
import { magneticTile } from './magnetic-tile.ts';
import { mnistAnogan } from './mnist-anogan.ts';
import { mnistAutoencoder } from './mnist-autoencoder.ts';
import { mnistDeepSvdd } from './mnist-deep-svdd.ts';
import { mnistKmnist } from './mnist-kmnist.ts';
import { mvtecAd } from './mvtec-ad.ts';
import { mvtecAd2, mvtecLoco } from './mvtec-sets.ts';
import type { Table } from '../table/table.ts';
import { textures } from './textures.ts';

/** The tables that have a name. */
export const tables: readonly Table[] = [
  mnistKmnist,
  mnistAutoencoder,
  mnistDeepSvdd,
  deepSvddMnist,
  deepSvddCifar10,
  deepSvddCifar10Short,
  mnistAnogan,
  mvtecAd,
  mvtecLoco,
  mvtecAd2,
  magneticTile,
  textures,
  fewShot,
  digits,
];
