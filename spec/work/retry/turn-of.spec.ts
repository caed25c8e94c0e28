import { Gate } from '../../../src/flow/gate.js';
import type { Limiter } from '../../../src/flow/rate/limiter.js';
import { turnOf } from '../../../src/work/retry/turn-of.js';

describe('turnOf', () => {
  it('should call at once where nothing is limited, within a turn', () => {
    const gate = new Gate();
    const depths: number[] = [];
    turnOf(gate, 'a', () => depths.push(gate.tree.depth))();

    expect(depths).toEqual([1]);
    expect(gate.tree.depth).toBe(0);
  });

  it('should ask the limits above, and take the question back', () => {
    const gate = new Gate();
    const log: unknown[] = [];
    const limiter: Limiter = {
      over: false,
      reserve: (input) => {
        log.push(input);
        return () => log.push('forgotten');
      },
    };
    gate.limitBy(limiter);
    const forget = turnOf(gate, 'a', () => log.push('called'));
    expect(log).toEqual(['a']);
    forget();

    expect(log).toEqual(['a', 'forgotten']);
  });
});
