import type { PageGridLine, Section } from '@oneclass/report';
import type { Row } from './row.ts';
import type { Cell } from '../table/table.ts';
import { summaryTable } from './figures.ts';
import { gridText, linesOf, type GridLine, type GridSource, type GridText } from './grid.ts';
import { briefSections, howMade, type PictureSource } from './row-sections.ts';

interface GridPage extends GridSource, PictureSource {
  readonly leftOut: readonly Cell[];
}

/**
 * The grid, then for each of its lines what is behind it, folded away.
 * @param sentences for below the grid, after its own
 */
export async function gridSections(
  source: GridPage,
  sentences: readonly string[],
): Promise<Section[]> {
  const { rows, leftOut } = source;
  const text = gridText(source);
  const [what, ...notes] = text.notes;
  const caption = [
    what,
    ...(text.sources.length === 0 ? [] : [`Beneath ours: ${text.sources.join(', ')}.`]),
  ].join(' ');
  const sections: Section[] = [
    {
      type: 'grid',
      grid: {
        ...text,
        lines: text.lines.map((line) => pageLine(line, text)),
        summary: pageLine(text.mean, text),
      },
      caption,
    },
    { type: 'paragraph', text: [...notes, ...sentences].join(' ') },
    ...(leftOut.length === 0
      ? []
      : [
          {
            type: 'fold',
            summary:
              'Left out (by --only, or for want of their data), and without a result from before',
            sections: [{ type: 'paragraph', text: leftOut.map(({ id }) => id).join(', ') }],
          } as const,
        ]),
  ];
  for (const { name, rows: names } of linesOf(source)) {
    const own = rows.filter((row) => names.has(row.name));
    if (own.length > 0)
      sections.push({
        type: 'fold',
        summary: `${text.axis} ${name}`,
        sections: await lineSections(own, source),
      });
  }
  return sections;
}

/** With one source its number stands alone; with several their names stand before theirs. */
function pageLine(line: GridLine, { sources, mean }: GridText): PageGridLine {
  const { name, entries } = line;
  const unit = line === mean ? 'lines' : 'seeds';
  return {
    name,
    entries: entries.map(({ ours, count, others }) => ({
      value: ours,
      notes: [
        ...others.map((other, i) =>
          sources.length > 1 ? `${sources[i] as string} ${other}` : other,
        ),
        ...(count === null ? [] : [`${count} ${unit}`]),
      ],
    })),
  };
}

async function lineSections(rows: readonly Row[], source: GridPage): Promise<Section[]> {
  const sections: Section[] = [{ type: 'table', table: summaryTable(source.table, rows) }];
  for (const row of rows) sections.push(...(await briefSections(row, source)));
  return [...sections, { type: 'fold', summary: 'How it was made', sections: howMade(rows) }];
}
