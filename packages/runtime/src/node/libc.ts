/** N of glibc 2.N; undefined on other systems and with another C library, as Alpine's musl. */
export function glibcMinor(): number | undefined {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  const minor = header.glibcVersionRuntime?.split('.')[1];
  return minor === undefined ? undefined : Number(minor);
}

/** What to do on a Linux without glibc; undefined elsewhere. */
export const withoutGlibc = (): string | undefined =>
  process.platform === 'linux' && glibcMinor() === undefined
    ? 'TensorFlow is built for glibc, and this system has another C library (Alpine: musl). ' +
      'Choose "wasm", or take an image with glibc, as node:24-slim.'
    : undefined;
