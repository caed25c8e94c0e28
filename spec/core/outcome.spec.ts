import { fulfilled, isOutcome, rejected } from '../../src/core/outcome.js';

describe('fulfilled', () => {
  it('should hold the value beside the item, its position and the attempts', () => {
    const { status, item, position, attempts } = fulfilled('a', 7, 'A');

    expect({ status, item, position, attempts }).toEqual({
      status: 'fulfilled',
      item: 'a',
      position: 7,
      attempts: 1,
    });
    expect(Object.entries(fulfilled('a', 7, 'A'))).toContain(['value', 'A']);
  });
});

describe('rejected', () => {
  it('should hold the reason, of whatever type it is', () => {
    const reason = { any: 'thing' };
    const outcome = rejected('a', 7, reason);

    expect(outcome.status).toBe('rejected');
    expect(outcome.position).toBe(7);
    expect(Object.entries(outcome)).toContain(['reason', reason]);
    expect('value' in outcome).toBeFalse();
  });
});

describe('isOutcome', () => {
  it('should know outcomes that carry their position', () => {
    expect(isOutcome(fulfilled('a', 0, 1))).toBeTrue();
    expect(isOutcome(rejected('a', 0, 'no'))).toBeTrue();
  });

  it('should know them across two copies of the library, by a shared symbol', () => {
    const foreign = { [Symbol.for('sluice.outcome/1')]: true, position: 0 };

    expect(isOutcome(foreign)).toBeTrue();
  });

  it('should not take what is only like one, since nobody numbered it', () => {
    const like = { status: 'fulfilled', item: 'a', position: 0, attempts: 1, value: 1 };
    const others = [like, { ...fulfilled('a', 0, 1) }, null, undefined, 'a', 1, [], () => 1];

    expect(others.filter(isOutcome)).toEqual([]);
  });

  it('should leave no trace in what is printed, compared or stored', () => {
    const outcome = fulfilled('a', 0, 1);
    const plain = { status: 'fulfilled', item: 'a', position: 0, attempts: 1, value: 1 };

    expect({ ...outcome }).toEqual(plain as typeof outcome);
    expect(Reflect.ownKeys(outcome)).toEqual(Object.keys(plain));
    expect(JSON.parse(JSON.stringify(outcome))).toEqual(plain);
    expect(structuredClone(outcome)).toEqual(plain as typeof outcome);
  });
});
