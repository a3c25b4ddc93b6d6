/** This file, or the program that it was bundled into: in CommonJS it has no `import.meta.url`. */
export const HERE: string = (import.meta as Partial<ImportMeta>).url ?? __filename;
