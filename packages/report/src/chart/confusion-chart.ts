import { OneClassError } from '@oneclass/core';
import { formatCount, formatPercent } from '../format.ts';
import { renderFrame } from './frame.ts';
import { PIXEL_X, PIXEL_Y, textLayer } from './text.ts';
import { ANOMALOUS_COLOR, MUTED_COLOR, NORMAL_COLOR, PLOT_WIDTH, TEXT_COLOR } from './theme.ts';
import type { Layer } from './vega.ts';

/** Counts of images; anomalous is positive. */
export interface ConfusionChart {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly trueNegative: number;
  readonly falseNegative: number;
  readonly title?: string;
}

const HEADING = 24;
const GAP = 4;
const CELL_WIDTH = (PLOT_WIDTH - GAP) / 2;
const CELL_HEIGHT = 140;

interface Cell {
  readonly x: number;
  readonly y: number;
  readonly count: number;
  /** Of its row; null when nothing in the test set was of that kind. */
  readonly share: number | null;
  readonly color: string;
}

/**
 * Two rows of what images are, two columns of what they were called: counts, and percentages of
 * each row, as an SVG.
 *
 * @throws OneClassError `invalid-data` unless every count is an integer ≥ 0
 */
export async function confusionChart(chart: ConfusionChart): Promise<string> {
  const {
    truePositive,
    falsePositive,
    trueNegative,
    falseNegative,
    title = 'Confusion matrix',
  } = chart;
  for (const name of ['truePositive', 'falsePositive', 'trueNegative', 'falseNegative'] as const)
    requireCount(name, chart[name]);
  const cells = [
    ...rowOfCells(HEADING, [trueNegative, falsePositive], NORMAL_COLOR),
    ...rowOfCells(HEADING + CELL_HEIGHT + GAP, [falseNegative, truePositive], ANOMALOUS_COLOR),
  ];
  const columns = ['called normal', 'called anomalous'].map((text, i) => ({
    x: CELL_WIDTH / 2 + i * (CELL_WIDTH + GAP),
    y: 0,
    text,
  }));
  const rows = ['normal', 'anomalous'].map((text, i) => ({
    x: -18,
    y: HEADING + CELL_HEIGHT / 2 + i * (CELL_HEIGHT + GAP),
    text,
  }));
  return renderFrame({
    title,
    description:
      `${title}: ${trueNegative} normal called normal, ${falsePositive} normal called anomalous, ` +
      `${falseNegative} anomalous called normal, ${truePositive} anomalous called anomalous.`,
    plotHeight: HEADING + 2 * CELL_HEIGHT + GAP,
    bottom: 16,
    layers: [
      textLayer(columns, { color: MUTED_COLOR, align: 'center' }),
      textLayer(rows, { color: MUTED_COLOR, align: 'center', baseline: 'middle', angle: 270 }),
      ...cells.flatMap(cellLayers),
    ],
  });
}

function rowOfCells(y: number, counts: readonly [number, number], color: string): Cell[] {
  const total = counts[0] + counts[1];
  return counts.map((count, i) => ({
    x: i * (CELL_WIDTH + GAP),
    y,
    count,
    share: total === 0 ? null : count / total,
    color,
  }));
}

function cellLayers({ x, y, count, share, color }: Cell): Layer[] {
  const middle = { x: x + CELL_WIDTH / 2, y: y + CELL_HEIGHT / 2 };
  const text = { align: 'center', baseline: 'middle', color: TEXT_COLOR } as const;
  return [
    {
      data: { values: [{ x, y }] },
      // Never so full that dark text on it is hard to read.
      mark: { type: 'rect', color, opacity: 0.08 + 0.47 * (share ?? 0), cornerRadius: 4 },
      encoding: {
        x: PIXEL_X,
        y: PIXEL_Y,
        x2: { value: x + CELL_WIDTH },
        y2: { value: y + CELL_HEIGHT },
      },
    },
    textLayer([{ x: middle.x, y: middle.y - 11, text: formatCount(count) }], {
      ...text,
      fontSize: 24,
      fontWeight: 600,
    }),
    textLayer(
      [{ x: middle.x, y: middle.y + 15, text: share === null ? '–' : `${formatPercent(share)} %` }],
      text,
    ),
  ];
}

function requireCount(name: string, count: number): void {
  if (Number.isInteger(count) && count >= 0) return;
  throw new OneClassError(
    'invalid-data',
    `Invalid ${name}: expected a number of images, 0 or more. Received: ${count}.`,
    {
      argument: name,
      expected: 'an integer ≥ 0',
      received: count,
    },
  );
}
