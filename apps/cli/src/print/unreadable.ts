import { formatCount } from '@oneclass/report';
import type { OnUnreadable } from '@oneclass/core/node';
import { EXIT, say } from '@oneclass/terminal';
import { messageInFlags } from '../option/in-flags.ts';

/** Images that can't be read, or show nothing. */
export interface Unreadable {
  /** Names one at once; undefined with `--strict`, where the first ends the run. */
  readonly onUnreadable: OnUnreadable | undefined;
  /** Of those so far. */
  readonly images: readonly { readonly path: string; readonly error: string }[];
  /** Says how many were left out, and lets the exit code tell. */
  end(): void;
}

/** What a command does with them. */
export function leaveUnreadable({
  strict = false,
}: {
  readonly strict?: boolean | undefined;
}): Unreadable {
  const images: { path: string; error: string }[] = [];
  return {
    images,
    onUnreadable: strict
      ? undefined
      : ({ name, error }) => {
          const message = messageInFlags(error);
          images.push({ path: name, error: message });
          say(`Left out: ${message}`);
        },
    end() {
      if (images.length === 0) return;
      const count = images.length === 1 ? 'an image' : `${formatCount(images.length)} images`;
      say(`Left out ${count} that can't be used; --strict stops at the first.`);
      process.exitCode = EXIT.leftOut;
    },
  };
}
