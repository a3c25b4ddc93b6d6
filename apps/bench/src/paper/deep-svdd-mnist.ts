import { deepSvddTable } from './deep-svdd.ts';

export const deepSvddMnist = deepSvddTable({
  name: 'deep-svdd-mnist',
  title: 'Deep SVDD on MNIST: each digit normal in turn',
  set: 'mnist',
  axis: 'digit',
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  input: { height: 28, width: 28, channels: 1, resize: 'bilinear' },
  initializer: 'fan-in',
  pretraining: {},
  training: {},
  epochs:
    'Networks: 150 epochs of pretraining and 150 more, batch 200, Adam 0.0001, a tenth of ' +
    'that from epoch 50 on.',
  published: {
    'one-class-svm': [98.6, 99.5, 82.5, 88.1, 94.9, 77.1, 96.5, 93.7, 88.9, 93.1],
    kde: [97.1, 98.9, 79.0, 86.2, 87.9, 73.8, 87.6, 91.4, 79.2, 88.2],
    'isolation-forest': [98.0, 97.3, 88.6, 89.9, 92.7, 85.5, 95.6, 92.0, 89.9, 93.5],
    'deep-conv-autoencoder': [97.6, 98.3, 85.4, 86.7, 86.5, 78.2, 94.6, 92.3, 86.5, 90.4],
    anogan: [96.6, 99.2, 85.0, 88.7, 89.4, 88.3, 94.7, 93.5, 84.9, 92.4],
    'soft-boundary': [97.8, 99.6, 89.5, 90.3, 93.8, 85.8, 98.0, 92.7, 92.9, 94.9],
    'deep-svdd': [98.0, 99.7, 91.7, 91.9, 94.9, 88.5, 98.3, 94.6, 93.9, 96.5],
  },
});
