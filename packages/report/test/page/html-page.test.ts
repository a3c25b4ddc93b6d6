import { imageStrip } from '@oneclass/pictures';
import { describe, expect, it } from 'vitest';
import { confusionChart, htmlPage, lineChart, type Section } from '../../src/index.ts';

const EVIL = `<script>alert("1")</script>'`;
const ESCAPED = '&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;&#39;';

const strip = await imageStrip({
  rows: [{ label: EVIL, images: { data: Uint8Array.of(0, 255), shape: [2, 1, 1, 1] } }],
  captions: [EVIL, '0.2'],
});
const svg = await lineChart({
  title: EVIL,
  x: { title: 'href= onload=1 style' },
  y: { title: 'it\'s 5" one=1' },
  series: [
    {
      name: EVIL,
      points: [
        [0, 1],
        [1, 2],
      ],
    },
  ],
});
const column = { title: EVIL, align: 'right' } as const;

const EVERYTHING: readonly Section[] = [
  { type: 'heading', text: EVIL },
  { type: 'paragraph', text: EVIL },
  {
    type: 'key-figures',
    figures: [{ name: EVIL, ours: EVIL, others: { [EVIL]: EVIL }, note: EVIL }],
    caption: EVIL,
  },
  { type: 'table', table: { columns: [column], rows: [[EVIL]] }, caption: EVIL },
  {
    type: 'charts',
    charts: [
      { svg, caption: EVIL },
      {
        svg: await confusionChart({
          truePositive: 1,
          falsePositive: 2,
          trueNegative: 3,
          falseNegative: 4,
        }),
      },
    ],
  },
  { type: 'images', strip, caption: EVIL, colorScale: { title: EVIL, minimum: 0, maximum: 0.5 } },
  { type: 'details', summary: EVIL, values: { [EVIL]: EVIL } },
  {
    type: 'grid',
    grid: {
      axis: EVIL,
      columns: [EVIL],
      lines: [{ name: EVIL, entries: [{ value: EVIL, notes: [EVIL] }] }],
    },
    caption: EVIL,
  },
  {
    type: 'map-legend',
    legend: {
      title: EVIL,
      minimum: 0,
      maximum: 2,
      threshold: 0.5,
      outlines: [{ label: EVIL, color: [255, 255, 255] }],
    },
  },
  {
    type: 'panels',
    panels: [
      {
        picture: { bytes: strip.png, type: 'image/png', width: 2, height: 1 },
        labels: [EVIL],
        title: EVIL,
        verdict: { text: EVIL, tone: 'wrong' },
        facts: [[EVIL, EVIL]],
      },
    ],
  },
  { type: 'fold', summary: EVIL, sections: [{ type: 'heading', level: 3, text: EVIL }] },
];
const page = htmlPage({ title: EVIL, subtitle: EVIL, sections: EVERYTHING });
const only = (section: Section): string => htmlPage({ title: 't', sections: [section] });

describe('htmlPage', () => {
  it('runs nothing and fetches nothing', () => {
    expect(page).not.toMatch(/<script|<link|<iframe|@import|javascript:/i);
    expect(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:\/\//);
    expect([...page.matchAll(/\ssrc="([^"]{0,22})/g)].map(([, start]) => start)).toEqual(
      Array(2).fill('data:image/png;base64,'),
    );
    expect(page).toContain(
      '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src ' +
        "'unsafe-inline'; img-src data:\">",
    );
  });

  it('shows all text as it is, wherever it stands', () => {
    // The chart escapes its own.
    const shown = page.replaceAll(/<svg .*?<\/svg>/gs, '').split(ESCAPED).length - 1;
    // Two titles, subtitle, heading, paragraph, four cells and the heading, column and cell, two
    // captions with their labels, chart's caption, label and caption of a column, scale, caption
    // and two alternatives of the strip, summary, name and value, seven of the grid, title and
    // label of the legend, twice title and label of the panel (alternative), verdict, name and
    // value, two of the fold.
    expect(shown).toBe(3 + 2 + 5 + 2 + 4 + 1 + 6 + 3 + 7 + 2 + 7 + 2);
  });

  it('takes the picture over, with what it shows in words', () => {
    const html = only({ type: 'images', strip, caption: 'Two pixels' });
    expect(html).toContain(
      `<img src="data:image/png;base64,${Buffer.from(strip.png).toString('base64')}" ` +
        `width="${strip.width}" height="${strip.height}" alt="Two pixels">`,
    );
  });

  it('has a column for each source of numbers, and only where there are some', () => {
    expect(
      only({ type: 'key-figures', figures: [{ name: 'AUROC', ours: '98.25' }] }),
    ).not.toContain('published');
    const html = only({
      type: 'key-figures',
      figures: [
        { name: 'F1', ours: '96.1', others: { published: '96.54', PyTorch: '95.94' } },
        { name: 'AUROC', ours: '98.25' },
      ],
    });
    expect(html).toContain('published</th><th scope="col" class="number">PyTorch</th>');
    expect(html).toContain(
      '<td class="number ours">98.25</td><td class="number">–</td><td class="number">–</td>',
    );
  });

  it('names the program that made it, for programs alone', () => {
    expect(htmlPage({ title: 't', generator: EVIL, sections: [] })).toContain(
      `<meta name="generator" content="${ESCAPED}">`,
    );
    expect(htmlPage({ title: 't', sections: [] })).not.toContain('generator');
  });

  it('marks the threshold at its place on the scale of the maps, if it is on it', () => {
    const legend = {
      title: 'score',
      minimum: 1,
      maximum: 3,
      outlines: [{ label: 'true defect', color: [0, 209, 255] }],
    } as const;
    const html = only({ type: 'map-legend', legend: { ...legend, threshold: 1.5, clipped: true } });
    expect(html).toContain(
      '<b style="left:25.00%"></b></i><span>3.000 and more</span><span>threshold 1.500</span>',
    );
    expect(html).toContain('<i style="border-color:rgb(0 209 255)"></i>true defect');
    for (const threshold of [0.9, 3.1, null, undefined])
      expect(only({ type: 'map-legend', legend: { ...legend, threshold } })).not.toMatch(
        /<b |threshold /,
      );
    expect(only({ type: 'map-legend', legend })).toContain('<span>3.000</span>');
  });

  it('shows a panel with its verdict and its facts', () => {
    const picture = {
      bytes: Uint8Array.of(1, 2, 3),
      type: 'image/webp',
      width: 30,
      height: 10,
    } as const;
    const html = only({
      type: 'panels',
      panels: [
        {
          picture,
          labels: ['image', 'map'],
          title: 'crack/1.png',
          verdict: { text: 'missed', tone: 'wrong' },
          facts: [['score', '0.1']],
        },
      ],
    });
    expect(html).toContain(
      '<img src="data:image/webp;base64,AQID" width="30" height="10" alt="crack/1.png: image, ' +
        'map" decoding="async">',
    );
    expect(html).toContain(
      '<span class="verdict wrong">missed</span><dl><div><dt>score</dt><dd>0.1</dd></div></dl>',
    );
  });

  it('keeps a wide table within a box that scrolls', () => {
    expect(
      only({
        type: 'table',
        table: { columns: [{ title: 'a', align: 'left' }, column], rows: [['x', '1']] },
      }),
    ).toMatch(
      /<div class="scroll"[^>]*><table>.*<td>x<\/td><td class="number">1<\/td>.*<\/table><\/div>/s,
    );
  });

  it('has in a grid what belongs beneath a number, and its last line apart', () => {
    const line = {
      name: '3',
      entries: [{ value: '98.00 ± 0.10', notes: ['97.50†', '3 of 5 seeds'] }],
    };
    const html = only({
      type: 'grid',
      grid: { axis: 'digit', columns: ['KDE'], lines: [line], summary: { ...line, name: 'mean' } },
    });
    expect(html).toContain(
      '<tr><th scope="col">digit</th><th scope="col" class="number">KDE</th></tr>',
    );
    expect(html).toContain(
      '<th scope="row">3</th><td class="number"><span class="ours">98.00 ' +
        '± 0.10</span><small>97.50†</small><small>3 of 5 seeds</small></td>',
    );
    expect(html).toMatch(/<tfoot><tr><th scope="row">mean<\/th>/);
    expect(() =>
      only({ type: 'grid', grid: { axis: 'digit', columns: ['KDE', 'PCA'], lines: [line] } }),
    ).toThrow("expected 2 entries in every line, one a column. Line '3' has 1.");
  });

  it('folds sections away', () => {
    expect(
      only({
        type: 'fold',
        summary: 'digit 3',
        sections: [
          { type: 'heading', text: 'KDE', level: 3 },
          { type: 'paragraph', text: 'p' },
        ],
      }),
    ).toMatch(
      /<details class="fold"><summary>digit 3<\/summary>\n<h3>KDE<\/h3>\n<p>p<\/p>\n<\/details>/,
    );
  });

  it('unfolds nested values into dotted names', () => {
    const html = only({
      type: 'details',
      summary: 's',
      values: {
        config: { seed: 0, score: { steps: 50 } },
        channels: [16, 32],
        none: null,
        missing: undefined,
      },
    });
    const pairs = [...html.matchAll(/<th scope="row">(.*?)<\/th><td>(.*?)<\/td>/g)].map(
      ([, name, value]) => [name, value],
    );
    expect(pairs).toEqual([
      ['config.seed', '0'],
      ['config.score.steps', '50'],
      ['channels', '[16,32]'],
      ['none', 'null'],
      ['missing', 'undefined'],
    ]);
  });

  it.each([
    '<p>text</p>',
    '<svg ><script>alert(1)</script></svg>',
    '<svg onload="alert(1)"></svg>',
    '<svg ><a href="#"></a></svg>',
    '<svg ><foreignObject></foreignObject></svg>',
    '<svg ></svg><img src="x">',
  ])('refuses %s as a chart', (markup) => {
    expect(() => only({ type: 'charts', charts: [{ svg: markup }] })).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'svg' }),
    );
  });

  it('refuses a ragged table', () => {
    expect(() => only({ type: 'table', table: { columns: [column], rows: [['1', '2']] } })).toThrow(
      'Row 0 has 2',
    );
  });
});
