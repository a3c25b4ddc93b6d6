/** MD5 of an official file's unpacked bytes; where only the archive's own is published, of that. */
export type OfficialFile = { readonly md5: string } | { readonly gzipMd5: string };

export interface OfficialSplit {
  readonly images: OfficialFile;
  readonly labels: OfficialFile;
}

export interface OfficialSet {
  readonly train: OfficialSplit;
  readonly test: OfficialSplit;
}

export const MNIST_FILES: OfficialSet = {
  train: { images: { md5: '6bbc9ace898e44ae57da46a324031adb' }, labels: { md5: 'a25bea736e30d166cdddb491f175f624' } },
  test: { images: { md5: '2646ac647ad5339dbf082846283269ea' }, labels: { md5: '27ae3e4e09519cfbb04c329615203637' } },
};

/** The training split's are torchvision's, of the `.gz` files; an unpacked copy of it can't be told to be official. */
export const KMNIST_FILES: OfficialSet = {
  train: { images: { gzipMd5: 'bdb82020997e1d708af4cf47b453dcf7' }, labels: { gzipMd5: 'e144d726b3acfaa3e44228e80efcd344' } },
  test: { images: { md5: 'bf305b8cd328700fbc17f5acbc2856d2' }, labels: { md5: '9f55f451c0988b028eccdf7d5cc265ab' } },
};
