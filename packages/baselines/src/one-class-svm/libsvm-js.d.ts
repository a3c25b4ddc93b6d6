/** LIBSVM 3.22 compiled to JavaScript; an optional peer. It has no types of its own. */
declare module 'libsvm-js/asm.js' {
  interface SvmOptions {
    readonly type: string;
    readonly kernel: string;
    readonly gamma: number;
    readonly nu: number;
    readonly quiet: boolean;
  }

  class SVM {
    static readonly SVM_TYPES: { readonly ONE_CLASS: string };
    static readonly KERNEL_TYPES: { readonly RBF: string };
    constructor(options: SvmOptions);
    /** Synchronous. */
    train(samples: readonly ArrayLike<number>[], labels: readonly number[]): void;
    /** From 0, ascending. */
    getSVIndices(): number[];
    /** As libsvm's model files. */
    serializeModel(): string;
    free(): void;
  }

  export = SVM;
}
