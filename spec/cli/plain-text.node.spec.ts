import { plainText } from '../../src/cli/plain-text.js';

describe('plainText', () => {
  it('should show what a terminal would obey', () => {
    expect(plainText('\x1b]0;title\x07 \x9b31m\r\n\u202eabc\u2028')).toBe(
      '\\x1b]0;title\\x07 \\x9b31m\\x0d\\n\\u202eabc\\u2028',
    );
  });

  it('should leave all else', () => {
    expect(plainText('Größe: 5 µm, 日本 😀')).toBe('Größe: 5 µm, 日本 😀');
  });

  it('should end where it is told to', () => {
    expect(plainText('abcdef', 6)).toBe('abcdef');
    expect(plainText('abcdefg', 6)).toBe('abcde…');
    expect(plainText('x'.repeat(300)).length).toBe(200);
  });
});
