/** @file What both methods of this package are told: the network, and how a network is trained. */

/** How one network is trained: Adam, its step size divided by ten at each milestone. */
export interface TrainingConfig {
  /** Passes over the training images. */
  readonly epochs: number;
  readonly batchSize: number;
  /** Adam's step size. */
  readonly learningRate: number;
  /** Epochs, counted from 0, from which on the step size is a tenth of what it was. */
  readonly milestones: readonly number[];
  /** Coupled L2 on every weight, as PyTorch's Adam has it. */
  readonly weightDecay: number;
}

export interface NetworkConfig {
  /**
   * 'mnist': two blocks, 8 and 4 maps, code of 32, for images of 28×28. 'cifar10': blocks of 32,
   * 64, 128 (then 256) maps until the grid is four to seven places wide, code of about 128, for any
   * size. 'auto': 'mnist' for images of 28×28, else 'cifar10'.
   */
  readonly network: 'auto' | 'mnist' | 'cifar10';
  /**
   * Of the weights: 'glorot', uniform (Glorot and Bengio 2010); 'fan-in', uniform within ±1/√(fan
   * in), PyTorch's default; 'normal', N(0, 0.02²).
   */
  readonly initializer: 'glorot' | 'fan-in' | 'normal';
}
