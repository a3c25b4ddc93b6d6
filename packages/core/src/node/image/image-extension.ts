/** Of image files that are read; of two masks of one name the first counts. */
export const IMAGE_EXTENSIONS: readonly string[] = ['.png', '.jpg', '.jpeg', '.webp', '.bmp'];

/** Of images that would have to be converted. */
export const OTHER_IMAGES: readonly string[] = ['.tif', '.tiff', '.gif', '.avif', '.heic'];
