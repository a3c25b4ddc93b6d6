import type { WeightsEvent } from '../../weights/remote-source.ts';

/** A line where a download begins, where it stalls, and nothing else. */
export function tellDownload(say: (line: string) => void): (event: WeightsEvent) => void {
  let began = false;
  return (event) => {
    if (event.type === 'download-progress' && event.total > 0 && !began) {
      began = true;
      say(
        `Downloading ${Math.ceil(event.total / 1e6).toLocaleString('en-US')} MB of weights ` +
          `from ${event.file}`,
      );
    }
    if (event.type === 'download-whole')
      say(`${event.file}: the server knows no ranges, so that the file is read from its start.`);
    if (event.type === 'download-retry')
      say(`${event.file}: ${event.reason}; trying again in ${String(event.seconds)} s`);
    if (event.type === 'download-silent')
      say(
        `${event.file}: ${event.bytes === 0 ? 'nothing has' : `only ${event.bytes} bytes have`} ` +
          `come for ${event.seconds} s; the connection is given up after ${event.limit} s`,
      );
    if (event.type === 'download-wait')
      say(`Another process downloads ${event.file}: waiting for it.`);
  };
}
