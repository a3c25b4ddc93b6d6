/**
 * A 32-bit hash for telling data apart and finding damage; it resists no forgery. Each step is a
 * bijection of what came before, so that no single change goes unnoticed.
 */
export function createDigest(): { update(bytes: Uint8Array): void; hex(): string } {
  let hash = 0x811c9dc5;
  return {
    update(bytes) {
      for (const byte of bytes) {
        hash = Math.imul(hash ^ byte, 0x01000193); // FNV-1a
        hash ^= hash >>> 15;
      }
    },
    hex: () => (hash >>> 0).toString(16).padStart(8, '0'),
  };
}
