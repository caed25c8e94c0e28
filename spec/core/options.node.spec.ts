import { runInNewContext } from 'node:vm';
import { plainObject, readOptions, integer } from '../../src/core/options.js';

describe('options of another realm', () => {
  it('should be taken where they are plain, as from a worker or a test runner', () => {
    const foreign: unknown = runInNewContext('({ size: 2 })');

    expect(Object.getPrototypeOf(foreign)).not.toBe(Object.prototype);
    expect(readOptions('op', foreign, { size: integer(1) })).toEqual({ size: 2 });
  });

  it('should be refused where they have a class', () => {
    const others = ['[]', 'new Map()', 'new Date()', '() => 1', 'new (class A {})()'];

    expect(others.map((code) => plainObject.check(runInNewContext(code)))).toEqual(
      others.map(() => 'type'),
    );
  });
});
