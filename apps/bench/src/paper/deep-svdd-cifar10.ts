import { deepSvddTable, type OneClassSet } from './deep-svdd.ts';

/** Both phases of the networks; the autoencoder's weight decay is smaller than on MNIST. */
const PHASES = {
  pretraining: { epochs: 350, milestones: [250], weightDecay: 5e-7 },
  training: { epochs: 150, milestones: [50] },
};

const cifar10: OneClassSet = {
  name: 'deep-svdd-cifar10',
  title: 'Deep SVDD on CIFAR-10: each class normal in turn',
  set: 'cifar10',
  axis: 'class',
  classes: [
    'airplane',
    'automobile',
    'bird',
    'cat',
    'deer',
    'dog',
    'frog',
    'horse',
    'ship',
    'truck',
  ],
  input: { height: 32, width: 32, channels: 3, resize: 'bilinear' },
  initializer: 'glorot',
  ...PHASES,
  epochs:
    'Networks: 350 epochs of pretraining (Adam 0.0001, a tenth of that from epoch 250 on) and ' +
    '150 more (from epoch 50 on), batch 200.',
  published: {
    'one-class-svm': [61.6, 63.8, 50.0, 55.9, 66.0, 62.4, 74.7, 62.6, 74.9, 75.9],
    kde: [61.2, 64.0, 50.1, 56.4, 66.2, 62.4, 74.9, 62.6, 75.1, 76.0],
    'isolation-forest': [60.1, 50.8, 49.2, 55.1, 49.8, 58.5, 42.9, 55.1, 74.2, 58.9],
    'deep-conv-autoencoder': [59.1, 57.4, 48.9, 58.4, 54.0, 62.2, 51.2, 58.6, 76.8, 67.3],
    anogan: [67.1, 54.7, 52.9, 54.5, 65.1, 60.3, 58.5, 62.5, 75.8, 66.5],
    'soft-boundary': [61.7, 64.8, 49.5, 56.0, 59.1, 62.1, 67.8, 65.2, 75.6, 71.0],
    'deep-svdd': [61.7, 65.9, 50.8, 59.1, 60.9, 65.7, 67.7, 67.3, 75.9, 73.1],
  },
};

export const deepSvddCifar10 = deepSvddTable(cifar10);

/** The same in a seventh of the pretraining and a third of the training. */
export const deepSvddCifar10Short = deepSvddTable({
  ...cifar10,
  name: 'deep-svdd-cifar10-short',
  title: 'Deep SVDD on CIFAR-10, 50 + 50 epochs: each class normal in turn',
  pretraining: { ...PHASES.pretraining, epochs: 50, milestones: [36] },
  training: { epochs: 50, milestones: [17] },
  epochs:
    'Networks: 50 epochs of pretraining and 50 more, batch 200, Adam 0.0001, a tenth of that ' +
    'from epoch 36 and from epoch 17 on: the paper’s 350 + 150 in proportion.',
});
