import { textTable } from '@oneclass/report';
import { print } from '@oneclass/terminal';

export function printTable(titles: readonly string[], rows: readonly (readonly string[])[]): void {
  print(textTable({ columns: titles.map((title) => ({ title, align: 'left' as const })), rows }));
}
