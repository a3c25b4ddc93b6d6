/**
 * @file The part of Standard Schema (https://standardschema.dev, version 1 of `@standard-schema/spec`)
 *   that core reads, written out here: a method may bring any version of any validator that follows
 *   it, such as zod, Valibot or ArkType.
 */
import { OneClassError } from './error.ts';

/** What a validator found wrong. Some validators say more; see `code`. */
export interface SchemaIssue {
  readonly message: string;
  /** Keys from the outside in, bare or as `{ key }`; nothing for the whole value. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The checked value, or what is wrong with it. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/**
 * A schema that checks a value and fills its defaults in, of any validator that follows Standard
 * Schema.
 */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    /** Name of the validator: 'zod'. */
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    /** For the compiler alone: never there when a program runs. */
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
    /** Standard JSON Schema, by which messages say what was expected; zod has it from 4.2 on. */
    readonly jsonSchema?: {
      readonly input: (options: JsonSchemaOptions) => Record<string, unknown>;
    };
  };
}

/** How a schema is to be written as JSON Schema. */
export interface JsonSchemaOptions {
  /** Draft of JSON Schema: 'draft-2020-12'. */
  readonly target: string;
  /** Settings of one validator; the others pass over them. */
  readonly libraryOptions?: Record<string, unknown>;
}

/**
 * The result of a schema whose checks are all synchronous.
 * @param who whose schema it is, for the message
 * @throws OneClassError `invalid-argument` when the schema answers with a promise
 */
export function validateNow<Output>(
  schema: StandardSchema<Output>,
  value: unknown,
  who: string,
): SchemaResult<Output> {
  const result = schema['~standard'].validate(value);
  if (!('then' in result)) return result;
  // zod gives a promise that rejects where a check throws; nobody waits for this one.
  Promise.resolve(result).catch(() => undefined);
  throw new OneClassError(
    'invalid-argument',
    `The schema of ${who} answers with a promise: one of its checks is asynchronous or throws. A ` +
      'config is checked at once. Use synchronous checks that report an issue instead of throwing.',
    { argument: 'schema', expected: 'a schema of synchronous checks', received: 'a promise' },
  );
}

/** The keys that lead to an issue. */
export const pathOf = ({ path = [] }: SchemaIssue): readonly PropertyKey[] =>
  path.map((step) => (typeof step === 'object' ? step.key : step));

/**
 * The JSON Schema of what a schema takes, with what has no counterpart left open; nothing where its
 * validator can't write one.
 */
export function inputJsonSchema(schema: StandardSchema): Record<string, unknown> | undefined {
  try {
    return schema['~standard'].jsonSchema?.input({
      target: 'draft-2020-12',
      libraryOptions: { unrepresentable: 'any' }, // of zod
    });
  } catch {
    return undefined;
  }
}
