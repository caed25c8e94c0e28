import { OutputClosedError, print, tell } from '../../src/cli/output.js';
import type { Output } from '../../src/cli/shell.js';

type Callback = (error?: Error | null) => void;

/** An output that takes a text when the spec says so. */
function output() {
  const written: string[] = [];
  const callbacks: Callback[] = [];
  const write = (text: string, callback: Callback) => {
    written.push(text);
    callbacks.push(callback);
    return true;
  };
  return { written, callbacks, stream: { write } as unknown as Output };
}

const systemError = (code: string) => Object.assign(new Error(code), { code });

describe('print', () => {
  it('should wait until the text is taken', async () => {
    const { stream, callbacks, written } = output();
    let taken = false;
    const printing = print(stream, 'one\n').then(() => (taken = true));

    await Promise.resolve();
    expect(taken).toBeFalse();
    callbacks[0]?.(null);
    await printing;
    expect(taken).toBeTrue();
    expect(written).toEqual(['one\n']);
  });

  it('should tell that the reader has gone from any other failure', async () => {
    for (const [code, type] of [
      ['EPIPE', OutputClosedError],
      ['ERR_STREAM_DESTROYED', OutputClosedError],
      ['ENOSPC', Error],
    ] as const) {
      const { stream, callbacks } = output();
      const printing = print(stream, 'one\n');
      callbacks[0]?.(systemError(code));
      const error: unknown = await printing.catch((reason: unknown) => reason);

      expect(error).toBeInstanceOf(type);
      expect(error instanceof OutputClosedError).toBe(type === OutputClosedError);
    }
  });
});

describe('tell', () => {
  it('should write its lines at once, and mind no failure', () => {
    const { stream, callbacks, written } = output();
    tell(stream, ['one', 'two']);
    callbacks[0]?.(systemError('EPIPE'));

    expect(written).toEqual(['one\ntwo\n']);
  });
});
