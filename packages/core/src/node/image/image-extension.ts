/** Of image files that are read; of two masks of one name the first counts. */
export const IMAGE_EXTENSIONS: readonly string[] = [
  ...['.png', '.jpg', '.jpeg', '.webp', '.bmp'],
  ...['.tif', '.tiff', '.gif', '.avif'],
];

/** Of images that would have to be converted. */
export const OTHER_IMAGES: readonly string[] = ['.heic', '.heif', '.jxl', '.jp2', '.svg', '.dcm'];
