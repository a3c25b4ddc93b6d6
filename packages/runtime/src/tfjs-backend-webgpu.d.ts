/** An optional peer, imported for its registration only. */
declare module '@tensorflow/tfjs-backend-webgpu' {
  export {};
}
