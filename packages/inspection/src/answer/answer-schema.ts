const nullable = <const T extends string>(type: T) => [type, 'null'] as const;

const BOX = {
  description:
    'The smallest rectangle with whole pixels of the image, turned as its EXIF orientation says.',
  type: 'object',
  properties: {
    x: { description: 'Of its left edge, from 0.', type: 'integer', minimum: 0 },
    y: { description: 'Of its upper edge, from 0.', type: 'integer', minimum: 0 },
    width: { type: 'integer', minimum: 1 },
    height: { type: 'integer', minimum: 1 },
  },
  required: ['x', 'y', 'width', 'height'],
  additionalProperties: false,
} as const;

const REGION = {
  type: 'object',
  properties: {
    box: BOX,
    area: { description: 'Pixels of the image.', type: 'integer', minimum: 1 },
    peak: { description: 'The highest score of its pixels.', type: 'number' },
    mean: { description: 'The mean score of its pixels.', type: 'number' },
  },
  required: ['box', 'area', 'peak', 'mean'],
  additionalProperties: false,
} as const;

const SCHEMA = { description: 'The version of this schema.', const: 1 } as const;
const PATH = {
  description: 'Of the image; null of what has none.',
  type: nullable('string'),
} as const;

/** An image that was scored: `Answer`. */
export const ANSWER_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'oneclass answer',
  description: 'What is said of one image.',
  type: 'object',
  properties: {
    schema: SCHEMA,
    path: PATH,
    score: { description: 'Higher is more anomalous.', type: 'number' },
    threshold: { description: 'Null without one.', type: nullable('number') },
    anomalous: {
      description: 'Whether the score is above the threshold; null without one.',
      type: nullable('boolean'),
    },
    verdict: {
      description:
        'Uncertain lies above the uncertain threshold and not above the threshold; null without ' +
        'a threshold.',
      enum: ['normal', 'uncertain', 'anomalous', null],
    },
    confidence: {
      description:
        'How sure the detector is that the image is anomalous: rising with the score, 0.5 at the ' +
        'threshold, 0.05 at the median of the calibration scores; no probability. Null without a ' +
        'threshold.',
      type: nullable('number'),
      exclusiveMinimum: 0,
      exclusiveMaximum: 1,
    },
    pValue: {
      description:
        '(1 + number of calibration scores at or above the score) / (number of calibration ' +
        'scores + 1); null without calibration on normal images. Beyond 10,000 of them up to ' +
        '0.0001 too high, never too low.',
      type: nullable('number'),
      exclusiveMinimum: 0,
      maximum: 1,
    },
    size: {
      description: 'Pixels of the image, turned as its EXIF orientation says.',
      type: 'object',
      properties: {
        width: { type: 'integer', minimum: 1 },
        height: { type: 'integer', minimum: 1 },
      },
      required: ['width', 'height'],
      additionalProperties: false,
    },
    regions: {
      description:
        'Connected areas of the score map above the pixel threshold, the largest first, in ' +
        'pixels of the image; null where they were not asked for.',
      type: nullable('array'),
      items: REGION,
    },
    picture: {
      description:
        'The file of its score map, which is there when the run is done; null where none is ' +
        'written.',
      type: nullable('string'),
    },
  },
  required: [
    ...(['schema', 'path', 'score', 'threshold', 'anomalous', 'verdict', 'confidence'] as const),
    ...(['pValue', 'size', 'regions', 'picture'] as const),
  ],
  additionalProperties: false,
} as const;

/** An image that can't be used: `Unanswered`. */
export const UNANSWERED_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'oneclass left out',
  description: 'An image that can’t be used, in the place of its answer.',
  type: 'object',
  properties: {
    schema: SCHEMA,
    path: PATH,
    error: { description: 'What is wrong with it.', type: 'string' },
  },
  required: ['schema', 'path', 'error'],
  additionalProperties: false,
} as const;
