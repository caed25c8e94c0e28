import { paintFor } from '../../src/cli/paint.js';
import { FakeOutput } from './support/shell.js';

const terminal = new FakeOutput(true);
const file = new FakeOutput(false);
const isColoured = (env: Record<string, string>, output: FakeOutput) =>
  paintFor(env, output)('bad', 'x') !== 'x';

describe('paintFor', () => {
  it('should colour on a terminal, and nowhere else', () => {
    expect(isColoured({}, terminal)).toBeTrue();
    expect(isColoured({}, file)).toBeFalse();
    expect(isColoured({ TERM: 'dumb' }, terminal)).toBeFalse();
  });

  it('should mind NO_COLOR unless it is empty', () => {
    expect(isColoured({ NO_COLOR: '1' }, terminal)).toBeFalse();
    expect(isColoured({ NO_COLOR: '' }, terminal)).toBeTrue();
  });

  it('should mind FORCE_COLOR before all else', () => {
    expect(isColoured({ FORCE_COLOR: '1', NO_COLOR: '1' }, file)).toBeTrue();
    expect(isColoured({ FORCE_COLOR: '' }, file)).toBeTrue();
    expect(isColoured({ FORCE_COLOR: '0' }, terminal)).toBeFalse();
    expect(isColoured({ FORCE_COLOR: 'false' }, terminal)).toBeFalse();
  });

  it('should take back what it sets', () => {
    const paint = paintFor({}, terminal);
    expect(paint('good', 'a') + paint('dim', 'b') + paint('bar', 'c')).toBe(
      '\x1b[32ma\x1b[39m\x1b[2mb\x1b[22m\x1b[36mc\x1b[39m',
    );
  });
});
