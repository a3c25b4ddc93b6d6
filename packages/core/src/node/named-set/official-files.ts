/** A file as a server sends it. */
export interface RemoteFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly md5: string;
}

/** An IDX file that is published gzip-compressed, as NAME.gz. */
export interface OfficialFile {
  readonly name: string;
  /** Bytes of the `.gz` file. */
  readonly size: number;
  readonly gzipMd5: string;
  /**
   * Of the unpacked bytes, where it is known; without it an unpacked copy can't be told to be
   * official.
   */
  readonly md5?: string | undefined;
}

export interface OfficialSplit {
  readonly images: OfficialFile;
  readonly labels: OfficialFile;
}

export interface OfficialSet {
  readonly train: OfficialSplit;
  readonly test: OfficialSplit;
}

type Known = Omit<OfficialFile, 'name'>;

const splitOf = (prefix: string, images: Known, labels: Known): OfficialSplit => ({
  images: { name: `${prefix}-images-idx3-ubyte`, ...images },
  labels: { name: `${prefix}-labels-idx1-ubyte`, ...labels },
});

// The MD5s of the .gz files are those that torchvision checks.
export const MNIST_FILES: OfficialSet = {
  train: splitOf(
    'train',
    {
      size: 9912422,
      gzipMd5: 'f68b3c2dcbeaaa9fbdd348bbdeb94873',
      md5: '6bbc9ace898e44ae57da46a324031adb',
    },
    {
      size: 28881,
      gzipMd5: 'd53e105ee54ea40749a09fcbcd1e9432',
      md5: 'a25bea736e30d166cdddb491f175f624',
    },
  ),
  test: splitOf(
    't10k',
    {
      size: 1648877,
      gzipMd5: '9fb629c4189551a2d022fa330f9573f3',
      md5: '2646ac647ad5339dbf082846283269ea',
    },
    {
      size: 4542,
      gzipMd5: 'ec29112dd5afa0611ce80d1b7f02629c',
      md5: '27ae3e4e09519cfbb04c329615203637',
    },
  ),
};

export const FASHION_MNIST_FILES: OfficialSet = {
  train: splitOf(
    'train',
    { size: 26421880, gzipMd5: '8d4fb7e6c68d591d4c3dfef9ec88bf0d' },
    { size: 29515, gzipMd5: '25c81989df183df01b3e8a0aad5dffbe' },
  ),
  test: splitOf(
    't10k',
    { size: 4422102, gzipMd5: 'bef4ecab320f06d8554ea6380940ec79' },
    { size: 5148, gzipMd5: 'bb300cfdad3c16e7a12a480ee83cd310' },
  ),
};

export const KMNIST_FILES: OfficialSet = {
  train: splitOf(
    'train',
    { size: 18165135, gzipMd5: 'bdb82020997e1d708af4cf47b453dcf7' },
    { size: 29497, gzipMd5: 'e144d726b3acfaa3e44228e80efcd344' },
  ),
  test: splitOf(
    't10k',
    {
      size: 3041136,
      gzipMd5: '5c965bf0a639b31b8f53240b1b52f4d7',
      md5: 'bf305b8cd328700fbc17f5acbc2856d2',
    },
    {
      size: 5120,
      gzipMd5: '7320c461ea6c1c855c0b718fb2a4b134',
      md5: '9f55f451c0988b028eccdf7d5cc265ab',
    },
  ),
};

/** Of the archive only: no MD5s of the files in it are published. */
export const CIFAR10_ARCHIVE: RemoteFile = {
  name: 'cifar-10-binary.tar.gz',
  size: 170052171,
  md5: 'c32a1d4ab5d03f1284b67883e8d87530',
};
