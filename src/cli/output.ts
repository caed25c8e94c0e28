import type { Output } from './shell.js';

/** Whoever read the output has gone, as `head` does when it has enough. */
export class OutputClosedError extends Error {
  override readonly name = 'OutputClosedError';
}

/** Writes a text, and waits until it is taken. */
export function print(output: Output, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(text, (error) => {
      if (error == null) resolve();
      else reject(isGone(error) ? new OutputClosedError() : error);
    });
  });
}

/** What is told beside the results; it is nobody's failure when nobody reads it. */
export function tell(output: Output, lines: readonly string[]): void {
  output.write(lines.map((line) => `${line}\n`).join(''), () => undefined);
}

function isGone(error: Error): boolean {
  return ['EPIPE', 'ERR_STREAM_DESTROYED'].includes((error as { code?: string }).code ?? '');
}
