import type { Page } from 'puppeteer-core';

interface Look {
  readonly scrolls: boolean;
  readonly beyond: readonly string[];
  readonly small: readonly string[];
  readonly overlapping: readonly string[];
  readonly charts: readonly {
    readonly label: string;
    readonly width: number;
    readonly height: number;
  }[];
  readonly images: readonly { readonly alt: string; readonly loaded: boolean }[];
}

/** What someone who looks at a page would complain about, and its pictures. */
export function look(page: Page): Promise<Look> {
  return page.evaluate(() => {
    const name = (element: Element): string =>
      `${element.tagName} ${element.textContent.slice(0, 30)}`;
    const shown = [...document.body.querySelectorAll('*')].filter(
      (element) => !element.closest('.unseen') && element.checkVisibility(),
    );
    const ownText = (element: Element): boolean =>
      [...element.childNodes].some(
        (node) => node.nodeType === 3 && node.textContent?.trim() !== '',
      );
    const sizeOf = (element: Element): number => {
      const size = Number.parseFloat(getComputedStyle(element).fontSize);
      const matrix = element instanceof SVGGraphicsElement ? element.getScreenCTM() : null;
      return matrix ? size * Math.hypot(matrix.a, matrix.b) : size;
    };
    return {
      scrolls: document.documentElement.scrollWidth > innerWidth,
      beyond: shown
        .filter(
          (element) =>
            !element.closest('.scroll') && element.getBoundingClientRect().right > innerWidth + 1,
        )
        .map(name),
      small: shown
        .filter(
          (element) => ownText(element) && !element.closest('title') && sizeOf(element) < 11.5,
        )
        .map((element) => `${name(element)} ${String(sizeOf(element))}`),
      overlapping: shown
        .filter(
          (element) => element.matches('td, th') && element.scrollWidth > element.clientWidth + 1,
        )
        .map(name),
      charts: [...document.querySelectorAll('svg')].map((svg) => ({
        label: svg.getAttribute('aria-label') ?? '',
        ...(svg.getBoundingClientRect().toJSON() as { width: number; height: number }),
      })),
      images: [...document.images].map(({ alt, complete, naturalWidth }) => ({
        alt,
        loaded: complete && naturalWidth > 0,
      })),
    };
  });
}
