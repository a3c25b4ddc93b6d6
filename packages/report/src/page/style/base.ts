export const BASE = `
:root {
  --page: #f5f6f7;
  --card: #ffffff;
  --line: #dfe2e6;
  --text: #1d2125;
  --muted: #5c6570;
  --accent: #0072b2;
  --right: #00704f;
  --wrong: #b34700;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171a;
    --card: #1d2125;
    --line: #343a41;
    --text: #e8eaed;
    --muted: #9ba4ae;
    --accent: #56b4e9;
    --right: #3fc69b;
    --wrong: #ff9a57;
  }
}
* {
  box-sizing: border-box;
}
body {
  margin: 0;
  background: var(--page);
  color: var(--text);
  font:
    16px/1.55 system-ui,
    -apple-system,
    "Segoe UI",
    Roboto,
    "Helvetica Neue",
    Arial,
    sans-serif;
  -webkit-text-size-adjust: 100%;
}
main {
  max-width: 64rem;
  margin: 0 auto;
  padding: clamp(1.5rem, 5vw, 3.5rem) clamp(0.875rem, 4vw, 2.5rem) 4rem;
}
header {
  margin-bottom: 2rem;
}
h1 {
  margin: 0;
  font-size: clamp(1.5rem, 1.15rem + 1.8vw, 2.125rem);
  line-height: 1.2;
  letter-spacing: -0.015em;
  text-wrap: balance;
}
h2 {
  margin: 3rem 0 0.75rem;
  font-size: 1.25rem;
  line-height: 1.3;
  letter-spacing: -0.005em;
}
h3 {
  margin: 2rem 0 0.5rem;
  font-size: 1.0625rem;
  line-height: 1.35;
}
h1,
h2,
h3,
p,
summary,
figcaption {
  overflow-wrap: break-word;
}
p {
  max-width: 42rem;
  margin: 0.75rem 0;
}
.subtitle {
  margin: 0.5rem 0 0;
  color: var(--muted);
  font-size: 1.0625rem;
}

.card {
  margin: 1rem 0;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 10px;
}
/* A shade at each edge that has more behind it; it scrolls out of sight at the end. */
.scroll {
  overflow-x: auto;
  background:
    linear-gradient(to right, var(--card) 40%, transparent) left / 2rem 100% no-repeat local,
    linear-gradient(to left, var(--card) 40%, transparent) right / 2rem 100% no-repeat local,
    linear-gradient(to right, rgb(0 0 0 / 0.16), transparent) left / 0.75rem 100% no-repeat scroll,
    linear-gradient(to left, rgb(0 0 0 / 0.16), transparent) right / 0.75rem 100% no-repeat scroll;
}
figure.card {
  padding: 1rem;
}
.scroll:focus-visible,
summary:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
}
figcaption {
  max-width: 42rem;
  margin-top: 0.75rem;
  color: var(--muted);
  font-size: 0.875rem;
  line-height: 1.45;
  text-wrap: pretty;
}
.unseen {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
}
`;
