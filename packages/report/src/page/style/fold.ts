export const FOLDS = `
summary {
  padding: 0.75rem 1rem;
  cursor: pointer;
  font-weight: 500;
}
.fold {
  margin: 0.5rem 0;
}
.fold > summary {
  padding: 0.75rem 1rem;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 10px;
}
.fold[open] {
  margin-bottom: 2.5rem;
}
.values {
  font-size: 0.875rem;
}
.values th {
  width: 1%;
  color: var(--muted);
}
.values td {
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  font-size: 0.8125rem;
  white-space: normal;
  overflow-wrap: anywhere;
  min-width: 12rem;
}
`;
