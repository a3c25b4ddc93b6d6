import type { Tensor4D } from '@tensorflow/tfjs';
import type { NamedTensor } from '../contract/detector.ts';
import type { FeatureLayer } from '../contract/feature-extractor.ts';

/** All that decides a network's features, but for trained weights. */
export interface NetworkRecipe {
  /** At least one, in the network's order. */
  readonly layers: readonly string[];
  /** The seed of random weights, in place of trained ones. */
  readonly randomSeed?: number | undefined;
}

export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** What it is called in the hash; its name when absent. */
  readonly hashedAs?: string;
}

/** By the names of their specs. */
export type Tensors = ReadonlyMap<string, NamedTensor>;

/** A network with its weights, on the backend in use. */
export interface BuiltNetwork {
  readonly layers: readonly FeatureLayer[];
  /**
   * As a `FeatureExtractor`'s, at once.
   * @throws OneClassError `invalid-shape`
   */
  extract(images: Tensor4D): Tensor4D[];
  /** Called once. */
  dispose(): void;
}

/** The trained weights of a network. */
export interface NetworkWeights {
  /** Whose names the tensors have: "torchvision's". */
  readonly naming: string;
  /** Of a safetensors file. */
  readonly address: string;
  readonly licence: string;
  /** A page about them. */
  readonly source: string;
}

/**
 * A network whose named layers are features, and whose weights are a safetensors file. What it is
 * not to say is the same for all: where weights come from, their checks and hash, ids, ownership.
 */
export interface FeatureNetwork<R extends NetworkRecipe = NetworkRecipe> {
  /** What its ids begin with: 'vgg19'. */
  readonly name: string;
  /** For messages: 'VGG-19'. */
  readonly title: string;
  /** The package that has it. */
  readonly package: string;
  readonly weights: NetworkWeights;
  /** Where nothing is asked for. */
  readonly usual: R;
  /** The names of all its layers, in order. */
  readonly layers: readonly string[];
  /** What the layers up to this one need, in the order of the hash. */
  tensorsUpTo(layer: string): readonly TensorSpec[];
  /** Random tensors for these layers. */
  randomTensors(recipe: R, seed: number): Tensors;
  /** @param tensors checked: all that the layers need, of the right shapes */
  build(recipe: R, tensors: Tensors): BuiltNetwork;
  /** A recipe as text, for ids: 'reflection/relu1_1,relu2_1'. */
  describe(recipe: R): string;
  /** The recipe that {@link describe} gave this text for; throws, whatever, for any other. */
  parse(text: string): R;
}
