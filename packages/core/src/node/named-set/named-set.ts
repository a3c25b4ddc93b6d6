export interface NamedSet {
  readonly name: string;
  readonly title: string;
  /** To be shown before a download. */
  readonly licence: string;
  /** The page of those who published it; empty for a set that is drawn by code. */
  readonly source: string;
  /** Of the images; of a set of image folders its categories. */
  readonly classes: readonly string[];
  /**
   * 'none': drawn by code; 'manual': to be fetched by hand from `source`, and read a category at a
   * time, with `findCategory`.
   */
  readonly download: 'none' | 'automatic' | 'manual';
}
