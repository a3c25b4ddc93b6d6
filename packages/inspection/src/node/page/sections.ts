import { auroc, rocCurve } from '@oneclass/core/metrics';
import { OUTLINE_COLORS, type ColorRange } from '@oneclass/pictures';
import {
  formatCount,
  formatScore,
  histogramChart,
  rocChart,
  type PanelFigure,
  type Section,
  type Table,
} from '@oneclass/report';
import { PICTURES } from './folder.ts';
import { verdictOf, type ImageGroup } from './group.ts';

/** What a page is about, besides its images. */
export interface PageAbout {
  readonly title: string;
  readonly subtitle: string;
  /** What was measured, in a line; absent where nothing is known of the images. */
  readonly headline?: string | undefined;
  /** All that was measured. */
  readonly figures: readonly (readonly [name: string, value: string])[];
  /** How it was made. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface PageContent {
  readonly about: PageAbout;
  readonly groups: readonly ImageGroup[];
  /** Positions whose pictures are on the page. */
  readonly shown: ReadonlySet<number>;
  readonly panels: ReadonlyMap<number, PanelFigure>;
  /** Positions, as they come on the page. */
  readonly order: readonly number[];
  /** Of the pictures' files, by position. */
  readonly names: readonly string[];
  readonly range: ColorRange;
  /** Whether some scores lie above the scale. */
  readonly clipped: boolean;
  readonly ids: readonly string[];
  readonly scores: Float32Array;
  readonly threshold: number | null;
  readonly uncertain: number | undefined;
  readonly pixelThreshold: number | null;
  readonly truth?:
    | { readonly labels: Uint8Array; readonly kinds: readonly string[]; readonly masks: unknown }
    | undefined;
}

export async function sectionsOf(content: PageContent): Promise<Section[]> {
  const { about, groups } = content;
  return [
    { type: 'paragraph', text: summaryOf(content) },
    ...(about.headline === undefined
      ? []
      : [
          {
            type: 'fold',
            summary: about.headline.replaceAll(' %', '\u00a0%'),
            sections: [{ type: 'table', table: pairsTable(about.figures) }],
          } satisfies Section,
        ]),
    ...(await chartOf(content)),
    legendOf(content),
    ...groups.flatMap((group) => groupSections(group, content)),
    { type: 'heading', text: 'Every image' },
    {
      type: 'fold',
      summary: `Scores of all ${formatCount(content.order.length)} images`,
      sections: [{ type: 'table', table: imagesTable(content) }],
    },
    { type: 'details', summary: 'How it was made', values: about.details },
  ];
}

function summaryOf({ groups, shown, order, threshold }: PageContent): string {
  const counts = groups
    .map(({ title, positions }) => `${title.toLowerCase()}: ${formatCount(positions.length)}`)
    .join(', ');
  const all =
    `The pictures of all ${formatCount(order.length)} are in ${PICTURES}/ beside this page, ` +
    'numbered as the images were given; the table below names them in the order of the page.';
  const part =
    shown.size === order.length
      ? ''
      : ` On the page itself are ${formatCount(shown.size)} of them, the first of each part.`;
  const without =
    threshold === null ? ' The detector has no threshold, so that there are no verdicts.' : '';
  return `${counts.charAt(0).toUpperCase()}${counts.slice(1)}.${without} ${all}${part}`;
}

function pairsTable(pairs: PageAbout['figures']): Table {
  return {
    columns: [
      { title: 'measure', align: 'left' },
      { title: 'value', align: 'left' },
    ],
    rows: pairs,
  };
}

/** Images below which a distribution says nothing. */
const LEAST_FOR_CHART = 10;

async function chartOf({ scores, threshold, truth }: PageContent): Promise<Section[]> {
  if (scores.length < LEAST_FOR_CHART) return [];
  const of = (label: number): Float32Array => scores.filter((_, i) => truth?.labels[i] === label);
  const series = truth
    ? [
        { name: 'normal', values: of(0) },
        { name: 'anomalous', values: of(1) },
      ]
    : [{ name: 'images', values: scores }];
  const histogram = await histogramChart({
    title: 'Scores of the images',
    xTitle: 'anomaly score',
    series,
    ...(threshold !== null && { threshold }),
  });
  const roc = truth && (await rocOf(truth.labels, scores));
  return [
    {
      type: 'charts',
      charts: [histogram, ...(roc === undefined ? [] : [roc])].map((svg) => ({ svg })),
    },
  ];
}

function rocOf(labels: Uint8Array, scores: Float32Array): Promise<string> {
  const curve = rocCurve(labels, scores, { dropIntermediate: true });
  return rocChart({
    title: 'ROC curve of the images',
    series: [{ name: 'AUROC', ...curve, auroc: auroc(labels, scores) }],
  });
}

function legendOf({ range, pixelThreshold, clipped, truth }: PageContent): Section {
  const outlines = [
    ...(pixelThreshold === null
      ? []
      : [{ label: 'above the threshold', color: OUTLINE_COLORS.found }]),
    ...(truth?.masks ? [{ label: 'true defect', color: OUTLINE_COLORS.truth }] : []),
  ];
  return {
    type: 'map-legend',
    legend: { ...range, title: 'score of a pixel', clipped, threshold: pixelThreshold, outlines },
  };
}

function groupSections(
  { title, about, positions }: ImageGroup,
  { panels }: PageContent,
): Section[] {
  if (positions.length === 0) return [];
  const figures = positions.flatMap((position) => panels.get(position) ?? []);
  const rest = positions.length - figures.length;
  const more =
    rest === 0
      ? ''
      : ` Here are ${formatCount(figures.length)}; the other ${formatCount(rest)} are in ` +
        `${PICTURES}/.`;
  return [
    { type: 'heading', text: `${title} (${formatCount(positions.length)})` },
    { type: 'paragraph', text: about + more },
    { type: 'panels', panels: figures },
  ];
}

function imagesTable({ order, names, ids, truth, ...content }: PageContent): Table {
  const { scores, threshold, uncertain } = content;
  const labels = truth?.labels;
  const columns = [
    { title: 'score', align: 'right' },
    ...(threshold === null ? [] : [{ title: 'verdict', align: 'left' } as const]),
    ...(truth ? [{ title: 'kind', align: 'left' } as const] : []),
    { title: 'image', align: 'left' },
    { title: 'picture', align: 'left' },
  ] as const;
  const rows = order.map((position) => [
    formatScore(scores[position] ?? null),
    ...(threshold === null
      ? []
      : [verdictOf({ scores, threshold, uncertain, labels }, position) ?? '']),
    ...(truth ? [truth.kinds[position] ?? ''] : []),
    ids[position] ?? '',
    names[position] ?? '',
  ]);
  return { columns, rows };
}
