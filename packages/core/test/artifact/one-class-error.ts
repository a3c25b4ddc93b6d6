import { expect } from 'vitest';

/** For `toThrow`: an error with this code and part of a message. */
export const oneClassError = (code: string, message: string): unknown =>
  expect.objectContaining({
    name: 'OneClassError',
    code,
    message: expect.stringContaining(message) as string,
  });
