export const FIGURES = `
table {
  width: 100%;
  border-collapse: collapse;
  font-size: 0.9375rem;
  line-height: 1.4;
  font-variant-numeric: tabular-nums lining-nums;
}
th,
td {
  padding: 0.5rem clamp(0.45rem, 0.9vw, 0.7rem);
  text-align: left;
  vertical-align: baseline;
  border-top: 1px solid var(--line);
  white-space: nowrap;
}
thead th {
  border-top: 0;
  color: var(--muted);
  font-size: 0.8125rem;
  font-weight: 500;
}
tbody th {
  font-weight: 400;
}
th:first-child,
td:first-child {
  padding-left: clamp(0.75rem, 2vw, 1rem);
}
th:last-child,
td:last-child {
  padding-right: clamp(0.75rem, 2vw, 1rem);
}
.number {
  text-align: right;
}
figure.key-figures,
figure.columns {
  padding: 0;
  overflow: hidden;
}
.key-figures figcaption,
.columns figcaption {
  max-width: none;
  margin: 0;
  padding: 0.75rem clamp(0.75rem, 2vw, 1rem) 0.25rem;
}
.key-figures {
  max-width: 46rem;
}
.key-figures tbody th {
  white-space: normal;
}
.key-figures small {
  display: block;
  color: var(--muted);
  font-size: 0.8125rem;
}
.ours {
  font-weight: 650;
}
.columns table {
  font-size: 0.875rem;
}
.columns thead th {
  white-space: normal;
  vertical-align: bottom;
  min-width: 5.25rem;
  line-height: 1.3;
}
.columns td:first-child,
.grid th:first-child {
  position: sticky;
  left: 0;
  background: var(--card);
}
.columns.grid thead th:first-child {
  min-width: 0;
}
.grid tbody th,
.grid tfoot th {
  font-weight: 500;
}
.grid small {
  display: block;
  color: var(--muted);
  font-size: 0.8125rem;
}
.grid tfoot th,
.grid tfoot td {
  border-top: 2px solid var(--line);
}

.charts {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr));
  gap: 1rem;
  align-items: start;
  margin: 1rem 0;
}
.charts figure.card {
  margin: 0;
  padding: 0.5rem;
  background: #ffffff;
  border-color: #dfe2e6;
}
.charts svg {
  display: block;
  width: 100%;
  height: auto;
}
.charts figcaption {
  margin: 0;
  padding: 0.25rem 0.75rem 0.5rem;
  color: #5c6570;
}
@media (prefers-color-scheme: dark) {
  .charts figure.card {
    border-color: transparent;
  }
}

@media (max-width: 34rem) {
  table {
    font-size: 0.875rem;
  }
  .key-figures td {
    white-space: normal;
  }
  .columns td:first-child {
    min-width: 6.5rem;
    max-width: 8rem;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .columns thead th:first-child {
    min-width: 6.5rem;
  }
  .charts figure.card {
    padding: 0.25rem;
  }
}
`;
