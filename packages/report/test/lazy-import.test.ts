import { expect, it, vi } from 'vitest';

const loaded = vi.hoisted(() => [] as string[]);
vi.mock('vega', async (original) => (loaded.push('vega'), await original()));
vi.mock('vega-lite', async (original) => (loaded.push('vega-lite'), await original()));

it('loads Vega with the first chart, not for text', async () => {
  const report = await import('../src/index.ts');
  report.textTable({ columns: [{ title: 'a', align: 'left' }], rows: [[report.formatScore(1)]] });
  report.htmlPage({ title: 'a', sections: [] });
  expect(loaded).toEqual([]);
  await report.confusionChart({
    truePositive: 1,
    falsePositive: 1,
    trueNegative: 1,
    falseNegative: 1,
  });
  expect(loaded).toEqual(expect.arrayContaining(['vega', 'vega-lite']));
});
