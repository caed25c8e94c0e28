import { execFileSync } from 'node:child_process';
import { quote } from '../../src/cli/quote.js';

const ARGUMENTS = [
  ...[
    'plain',
    'a/b.c:d,e=f@g%h+i-j_k',
    'two words',
    "it's",
    '$HOME `id` "x" \\',
    '',
    '*?[a]',
    '~',
    '!',
  ],
  ...['línea', '#x', 'a;b|c&d<e>f(g)', 'tab\there', 'new\nline', '\x1b[31m7', "\n'\\", '\x9bä\n'],
];

describe('quote', () => {
  it('should give every argument back to the shell as it was', () => {
    const line = `printf '%s\\0' ${ARGUMENTS.map((each) => quote(each, 'linux')).join(' ')}`;
    const env = { ...process.env, LC_ALL: 'C.UTF-8' };
    const output = execFileSync('bash', ['--norc', '-c', line], { env, encoding: 'utf8' });
    expect(output.split('\0').slice(0, -1)).toEqual(ARGUMENTS);
  });

  it('should leave what needs no quotes', () => {
    expect(quote('data/rows-2026.ndjson', 'linux')).toBe('data/rows-2026.ndjson');
    expect(quote('data/rows-2026.ndjson', 'win32')).toBe('data/rows-2026.ndjson');
  });

  it('should put nothing into a line that a terminal obeys, or that ends the line', () => {
    for (const argument of ARGUMENTS) expect(quote(argument, 'linux')).not.toMatch(/\p{Cc}/u);
  });

  it('should use double quotes where there are no others', () => {
    expect(quote('C:\\my data\\a.csv', 'win32')).toBe('"C:\\my data\\a.csv"');
    expect(quote('a "b"', 'win32')).toBe('"a \\"b\\""');
  });
});
