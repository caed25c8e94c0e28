import { SluiceError } from '../../src/core/sluice-error.js';
import { MalformedLineError } from '../../src/sources/malformed-line-error.js';

describe('MalformedLineError', () => {
  it('should say where the line is, what it is not, and show it', () => {
    const cause = new Error('why');
    const place = { file: 'a.csv', line: 7, byte: 120 };
    const error = new MalformedLineError(place, 'not CSV', 'a\t"b', cause);

    expect(error).toBeInstanceOf(SluiceError);
    expect([error.name, error.code]).toEqual(['MalformedLineError', 'ERR_MALFORMED_LINE']);
    expect(error.message).toBe('a.csv:7: not CSV: "a\\t\\"b"');
    expect(error).toEqual(jasmine.objectContaining({ ...place, text: 'a\t"b' }));
    expect(error.cause).toBe(cause);
  });

  it('should do without a name and a cause', () => {
    const error = new MalformedLineError({ file: undefined, line: 1, byte: 0 }, 'bad', 'x');

    expect(error.message).toBe('line 1: bad: "x"');
    expect('cause' in error).toBeFalse();
  });

  it('should keep 200 characters of a line, and show 80', () => {
    const place = { file: undefined, line: 1, byte: 0 };
    const texts = [200, 201].map(
      (length) => new MalformedLineError(place, 'bad', 'x'.repeat(length)).text,
    );

    expect(texts).toEqual(['x'.repeat(200), `${'x'.repeat(199)}…`]);
    expect(new MalformedLineError(place, 'bad', 'x'.repeat(500)).message.length).toBe(13 + 80);
  });
});
