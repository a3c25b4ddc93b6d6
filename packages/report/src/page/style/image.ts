export const IMAGES = `
.strip {
  display: grid;
  grid-template-columns: max-content minmax(calc(var(--columns) * 4rem), var(--width));
  column-gap: 0.75rem;
}
.labels {
  display: grid;
  grid-auto-rows: 1fr;
  position: sticky;
  left: 0;
  z-index: 1;
  padding-right: 0.25rem;
  background: var(--card);
}
.labels span {
  align-self: center;
  max-width: 7rem;
  color: var(--muted);
  font-size: 0.75rem;
  line-height: 1.25;
}
.strip img {
  display: block;
  width: 100%;
  height: auto;
  background: var(--line);
  image-rendering: pixelated;
}
.captions {
  grid-column: 2;
  display: grid;
  grid-template-columns: repeat(var(--columns), 1fr);
  margin-top: 0.25rem;
}
.captions span {
  font-size: 0.75rem;
  line-height: 1.3;
  text-align: center;
  white-space: pre-line;
  overflow-wrap: anywhere;
  font-variant-numeric: tabular-nums;
}
.color-scale {
  display: flex;
  align-items: center;
  gap: 0.5rem;
  margin-top: 0.75rem;
  color: var(--muted);
  font-size: 0.8125rem;
  font-variant-numeric: tabular-nums;
}
.color-scale i {
  flex: 0 1 10rem;
  height: 0.625rem;
  border-radius: 3px;
}

.map-legend {
  position: sticky;
  top: 0;
  z-index: 2;
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.375rem 1.25rem;
  padding: 0.625rem 1rem;
  color: var(--muted);
  font-size: 0.8125rem;
  line-height: 1.3;
  font-variant-numeric: tabular-nums;
}
.map-legend .scale {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.25rem 0.5rem;
}
.map-legend .scale i {
  position: relative;
  width: 10rem;
  height: 0.75rem;
  border-radius: 3px;
}
.map-legend .scale b {
  position: absolute;
  top: -3px;
  bottom: -3px;
  width: 2px;
  margin-left: -1px;
  background: var(--text);
  outline: 1px solid var(--card);
}
.map-legend .line {
  display: flex;
  align-items: center;
  gap: 0.4rem;
}
.map-legend .line i {
  width: 1.25rem;
  height: 0.875rem;
  border: 2px solid;
  border-radius: 3px;
  background: #2b1b3d;
  outline: 1px solid #000000;
}
.panels {
  display: grid;
  gap: 1rem;
  margin: 1rem 0;
}
figure.panel {
  display: grid;
  grid-template-columns: minmax(0, 1fr) 15rem;
  gap: 0.5rem 1.25rem;
  margin: 0;
  padding: 0.75rem;
}
.panel img {
  display: block;
  width: 100%;
  height: auto;
}
.panel .parts {
  display: grid;
  grid-template-columns: repeat(var(--parts), 1fr);
  margin-top: 0.125rem;
  color: var(--muted);
  font-size: 0.75rem;
  line-height: 1.3;
  text-align: center;
}
.panel figcaption {
  margin: 0;
  color: var(--text);
}
.panel .title {
  margin: 0.125rem 0 0.375rem;
  font-size: 0.9375rem;
  font-weight: 600;
  overflow-wrap: anywhere;
}
.verdict {
  display: inline-block;
  padding: 0.0625rem 0.5rem;
  border: 1px solid;
  border-radius: 1rem;
  font-weight: 600;
}
.verdict.right {
  color: var(--right);
}
.verdict.wrong {
  color: var(--wrong);
}
.verdict.plain {
  color: var(--muted);
}
.panel dl {
  margin: 0.5rem 0 0;
  font-variant-numeric: tabular-nums;
}
.panel dl div {
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
  gap: 0 0.75rem;
  padding: 0.1875rem 0;
  border-top: 1px solid var(--line);
}
.panel dt {
  color: var(--muted);
}
.panel dd {
  margin: 0;
  overflow-wrap: anywhere;
}
@media (max-width: 46rem) {
  .map-legend {
    position: static;
  }
  figure.panel {
    grid-template-columns: minmax(0, 1fr);
  }
}
`;
