import { MAP_FORMATS, type MapFormat } from '@oneclass/inspection/node/page';
import { wrongFlag } from './number.ts';

const isFormat = (word: string): word is MapFormat => MAP_FORMATS.some((name) => name === word);

/** 'float32,mask', each once. @throws OneClassError `invalid-argument` */
export function parseMapFormats(text: string): readonly MapFormat[] {
  const words = text.split(',').map((word) => word.trim());
  const formats = words.filter(isFormat);
  if (formats.length < words.length)
    throw wrongFlag('--maps-format', `some of ${MAP_FORMATS.join(', ')}, with commas`, text);
  return [...new Set(formats)];
}
