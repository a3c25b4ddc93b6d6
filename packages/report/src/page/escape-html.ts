/** Safe as an element's text and inside a quoted attribute. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

export const captionOf = (caption: string | undefined): string =>
  caption === undefined ? '' : `<figcaption>${escapeHtml(caption)}</figcaption>`;
