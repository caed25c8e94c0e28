import { Failures, reasonText } from '../../src/cli/failures.js';
import { MalformedLineError } from '../../src/sources/malformed-line-error.js';

const malformed = (line: number) =>
  new MalformedLineError({ file: 'a', line, byte: 0 }, 'bad', 'text');

describe('Failures', () => {
  it('should count failures by their message, the most frequent first', () => {
    const failures = new Failures();
    const errors = [new Error('a'), new Error('b'), new TypeError('b'), new Error('b')];
    for (const reason of [...errors, 'b', undefined]) failures.add(reason);
    expect(failures.top(2)).toEqual({
      groups: [
        { text: 'Error: b', count: 2 },
        { text: 'Error: a', count: 1 },
      ],
      others: 3,
    });
    expect(failures.top(9).groups.map(({ text }) => text)).toEqual([
      ...['Error: b', 'Error: a', 'TypeError: b', 'b', 'undefined'],
    ]);
  });

  it('should count malformed lines together, though each message tells its place', () => {
    const failures = new Failures();
    failures.add(malformed(3));
    failures.add(malformed(8));
    expect(failures.top(5).groups).toEqual([
      { text: 'MalformedLineError: a:3: bad: "text"', count: 2 },
    ]);
  });

  it('should not grow with messages that are all different', () => {
    const failures = new Failures();
    for (let i = 0; i < 5000; i++) failures.add(new Error(String(i)));
    expect(failures.top(10_000).groups.length).toBe(1000);
    expect(failures.top(5).others).toBe(4995);
  });

  it('should show whatever was thrown, on one line', () => {
    const hostile = {
      toString() {
        throw new Error('no');
      },
    };
    const nameless = Object.assign(new Error(''), { name: 'QuietError' });
    const reasons = [
      new Error('a\nb\x1b[31m'),
      nameless,
      hostile,
      Object.create(null),
      null,
      Symbol('s'),
    ];
    expect(reasons.map(reasonText)).toEqual([
      ...['Error: a\\nb\\x1b[31m', 'QuietError'],
      ...['a reason that cannot be shown', 'a reason that cannot be shown', 'null', 'Symbol(s)'],
    ]);
    const failures = new Failures();
    failures.add(new Proxy({}, { get: () => hostile.toString() }));
    failures.add(null);
    expect(failures.top(5).groups.length).toBe(2);
  });
});
