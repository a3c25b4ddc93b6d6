/** @file What `oneclass fit` fits, and on what: data comes first, `--method` names the method. */
import { stat } from 'node:fs/promises';
import { OneClassError } from '@oneclass/core';
import { bundledNames } from '@oneclass/inspection/node';
import { say } from '@oneclass/terminal';
import { places } from './saved-detector.ts';

export interface FitArguments {
  readonly data: string;
  /** Undefined where the default is to be taken. */
  readonly method: string | undefined;
}

/**
 * A method's name that stands before the data, as it once did, is taken and said, where it can't be
 * data too.
 *
 * @param given the command's arguments, one at least
 * @param method `--method`
 * @throws OneClassError `invalid-argument` for more than one, and for a method in place of the data
 */
export async function fitArguments(
  given: readonly string[],
  method: string | undefined,
): Promise<FitArguments> {
  const [first = '', second, ...more] = given;
  const isMethod = await onlyAMethod(first);
  if (second === undefined) {
    if (isMethod && method === undefined) throw noData(first);
    return { data: first, method };
  }
  if (method !== undefined || more.length > 0 || !isMethod) throw notOne(given, method);
  say(
    `The method is now named by --method: oneclass fit ${second} --method ${first} …; the data ` +
      'comes first.',
  );
  return { data: second, method: first };
}

/** Whether it names a method that comes with the program, and nothing else. */
async function onlyAMethod(name: string): Promise<boolean> {
  if (!(await bundledNames('methods', places())).includes(name)) return false;
  return (await stat(name).catch(() => undefined)) === undefined;
}

const noData = (method: string): OneClassError =>
  new OneClassError(
    'invalid-argument',
    `"${method}" is a method, and there is no folder of that name. Expected the data first: ` +
      `oneclass fit DATA --method ${method} -o FILE.`,
    { argument: 'data', received: method },
  );

function notOne(given: readonly string[], method: string | undefined): OneClassError {
  const [first = '', second = ''] = given;
  const shown = given.slice(0, 3).map((text) => `"${text}"`);
  const others = given.length > 3 ? ` and ${String(given.length - 3)} more` : '';
  const instead =
    given.length === 2 && method === undefined
      ? `If "${first}" is the method: oneclass fit ${second} --method ${first} -o FILE.`
      : 'Put several images into one folder, and name that.';
  return new OneClassError(
    'invalid-argument',
    `A fit takes one folder of images or one named set; received ${shown.join(', ')}${others}. ` +
      `${instead}`,
    { argument: 'data', received: given.join(' ') },
  );
}
