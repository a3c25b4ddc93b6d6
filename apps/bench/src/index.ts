export type { FigureName, Figures } from './table/figure.ts';
export { defineTable } from './table/define-table.ts';
export type {
  Cell,
  CellData,
  CellFeatures,
  CellOptions,
  DataFile,
  DataSource,
  Grid,
  Published,
  Reference,
  Size,
  Table,
  ValidationScores,
} from './table/table.ts';
