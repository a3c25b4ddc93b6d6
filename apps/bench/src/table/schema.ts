/** @file Pieces of what tables and cells are checked by. Messages read on from the field's path. */
import { z } from 'zod';
import { isPlainJson } from './check-method.ts';
import { messageOf, wrongTable } from './wrong-table.ts';

/** Fields and no others: a misspelt one is not passed over in silence. */
export const fields = <S extends z.ZodRawShape>(shape: S): z.ZodObject<S, z.core.$strict> =>
  z.strictObject(shape, {
    error: ({ code, input }) => {
      const names = Object.keys(shape).join(', ');
      if (code !== 'unrecognized_keys') return `must be an object with the fields ${names}`;
      return (
        `may have the fields ${names} and no others; has ` +
        `${Object.keys(input as object).join(', ')}`
      );
    },
  });

export const text = z
  .string({ error: 'must be a text' })
  .min(1, { error: 'must be a text that is not empty' });
export const fileName = z
  .string({ error: 'must be a text' })
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, {
    error:
      'names a file: must begin with a letter or digit, and have only letters, digits, “.”, ' +
      '“_” and “-”, 100 at most',
  });
export const code = z.custom<(...given: never[]) => unknown>(
  (value) => typeof value === 'function',
  {
    error: 'must be a function',
  },
);
export const list = <S extends z.ZodType>(item: S): z.ZodArray<S> =>
  z.array(item, { error: 'must be a list' });

export const json = z.custom<object>(isPlainJson, {
  error: 'must be an object of plain JSON, without dates, functions, undefined, NaN',
});
export const number = z.number({ error: 'must be a finite number' });

/** Its fields, read once. @param what names it: 'the table of ./mine.js' */
export function checked<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  let result: z.ZodSafeParseResult<z.output<S>>;
  try {
    result = schema.safeParse(value);
  } catch (cause) {
    // A getter that throws, a circle.
    throw wrongTable(`Invalid ${what}: its fields can't be read (${messageOf(cause)}).`, {
      argument: what,
      cause,
    });
  }
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues as [z.core.$ZodIssue];
  const at = z.core.toDotPath(path);
  throw wrongTable(`Invalid ${what}: ${at === '' ? 'it' : `\`${at}\``} ${message}.`, {
    argument: at === '' ? what : at,
  });
}
