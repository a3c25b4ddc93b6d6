import sharp from 'sharp';

/** By librsvg, which parses strictly. */
export const isWellFormed = (svg: string): Promise<boolean> =>
  sharp(Buffer.from(svg))
    .metadata()
    .then(
      () => true,
      () => false,
    );

const ENTITIES: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"' };

/** What its text elements say. */
export const textsOf = (svg: string): string[] =>
  [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = '']) =>
    text.replace(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity),
  );

/** Everything of this element whose attributes match. */
export const elements = (svg: string, name: string, attributes: RegExp): string[] =>
  (svg.match(new RegExp(`<${name} [^>]*>`, 'g')) ?? []).filter((element) =>
    attributes.test(element),
  );
