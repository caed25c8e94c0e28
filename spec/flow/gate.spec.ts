import {
  Gate,
  HOLDS_WORK,
  MEMORY,
  PAUSED,
  SLOTS,
  STARTING,
  type Waiter,
} from '../../src/flow/gate.js';

const noting = (seen: string[], name: string, then: () => void = () => {}): Waiter => ({
  run: () => {
    seen.push(name);
    then();
  },
});

function closedGate(...parents: readonly Gate[]): Gate {
  const gate = new Gate(...parents);
  gate.close(SLOTS);
  return gate;
}

describe('Gate', () => {
  describe('reasons', () => {
    it('should be open until there is a reason, and again when the last one has gone', () => {
      const gate = new Gate();

      expect(gate.blocker()).toBeUndefined();
      for (const reason of [SLOTS, MEMORY, PAUSED, STARTING]) {
        gate.close(reason);
        expect(gate.blocker()).withContext(`closed for ${reason}`).toBe(gate);
      }
      for (const reason of [STARTING, SLOTS, PAUSED]) {
        gate.release(reason);
        expect(gate.blocker()).withContext(`without ${reason}`).toBe(gate);
      }
      gate.release(MEMORY);
      expect(gate.blocker()).toBeUndefined();
    });

    it('should need one release however often it was closed', () => {
      const gate = closedGate();
      gate.close(SLOTS);

      gate.release(SLOTS);

      expect(gate.blocker()).toBeUndefined();
    });

    it('should close at once, also inside a turn', () => {
      const gate = new Gate();

      gate.tree.turn(() => {
        gate.close(SLOTS);
        expect(gate.blocker()).toBe(gate);
      });
    });

    it('should stop accepted work for slots and for a store that is opening, for nothing else', () => {
      const stops = [SLOTS, MEMORY, PAUSED, STARTING].map((reason) => {
        const gate = new Gate();
        gate.close(reason);
        return gate.blocker(HOLDS_WORK) === gate;
      });

      expect(stops).toEqual([true, false, false, true]);
    });
  });

  describe('parents', () => {
    it('should be closed while any gate below is, and name the nearest', () => {
      const root = new Gate();
      const middle = new Gate(root);
      const top = new Gate(middle);

      root.close(PAUSED);
      expect(top.blocker()).toBe(root);
      middle.close(SLOTS);
      expect(top.blocker()).toBe(middle);
      top.close(SLOTS);
      expect(top.blocker()).toBe(top);
      expect(top.blockerBelow()).toBe(middle);
      middle.release(SLOTS);
      root.release(PAUSED);
      expect(top.blockerBelow()).toBeUndefined();
      expect(top.blocker()).toBe(top);
    });

    it('should look for the reasons asked for in all of them', () => {
      const root = new Gate();
      const middle = new Gate(root);
      const top = new Gate(middle);
      middle.close(PAUSED);
      root.close(SLOTS);

      expect(top.blocker()).toBe(middle);
      expect(top.blocker(HOLDS_WORK)).toBe(root);
    });

    it('should be open only when each of several parents is', () => {
      const parents = [closedGate(), closedGate(), closedGate()];
      const gate = new Gate(...parents);

      for (const parent of parents) {
        expect(gate.blocker()).toBeDefined();
        parent.release(SLOTS);
      }
      expect(gate.blocker()).toBeUndefined();
    });

    it('should share the tree of the first parent', () => {
      const [first, second] = [new Gate(), new Gate()];

      expect(new Gate(first, second).tree).toBe(first.tree);
      expect(new Gate().tree).not.toBe(first.tree);
    });
  });

  describe('waiting', () => {
    it('should wake who waits when the last reason has gone, once, first in first out', () => {
      const seen: string[] = [];
      const gate = closedGate();
      gate.close(PAUSED);
      for (const name of ['a', 'b', 'c']) gate.park(noting(seen, name));

      gate.release(SLOTS);
      expect(seen).toEqual([]);
      gate.release(PAUSED);
      expect(seen).toEqual(['a', 'b', 'c']);
      gate.close(SLOTS);
      gate.release(SLOTS);
      expect(seen).toEqual(['a', 'b', 'c']);
    });

    it('should wake nobody for a reason that it was not closed for', () => {
      const seen: string[] = [];
      const gate = closedGate();
      gate.park(noting(seen, 'a'), PAUSED);

      gate.release(MEMORY);

      expect(seen).toEqual([]);
    });

    it('should wake when the outermost turn has ended, not inside it', () => {
      const seen: string[] = [];
      const gate = closedGate();
      gate.park(noting(seen, 'woken'));

      gate.tree.turn(() => {
        gate.tree.turn(() => {
          gate.release(SLOTS);
        });
        seen.push('inner turn over');
      });

      expect(seen).toEqual(['inner turn over', 'woken']);
    });

    it('should not wake if it has closed again before the turn ended, but at the next opening', () => {
      const seen: string[] = [];
      const gate = closedGate();
      gate.park(noting(seen, 'a'));

      gate.tree.turn(() => {
        gate.release(SLOTS);
        gate.close(SLOTS);
      });
      expect(seen).toEqual([]);
      gate.release(SLOTS);
      expect(seen).toEqual(['a']);
    });

    it('should wake each only for the reasons that he minds', () => {
      const seen: string[] = [];
      const gate = closedGate();
      gate.close(PAUSED);
      gate.park(noting(seen, 'source'));
      gate.park(noting(seen, 'work'), HOLDS_WORK);

      gate.release(SLOTS);
      expect(seen).toEqual(['work']);
      gate.release(PAUSED);
      expect(seen).toEqual(['work', 'source']);
    });

    it('should stop waking when one of them closes it, and go on there at the next opening', () => {
      const seen: string[] = [];
      const gate = closedGate();
      const fills = () => {
        gate.close(SLOTS);
      };
      for (const name of ['a', 'b', 'c']) gate.park(noting(seen, name, fills));

      gate.release(SLOTS);
      expect(seen).toEqual(['a']);
      gate.release(SLOTS);
      gate.release(SLOTS);
      expect(seen).toEqual(['a', 'b', 'c']);
    });

    it('should put who parks again behind all others, and not wake him twice for one opening', () => {
      const seen: string[] = [];
      const gate = closedGate();
      const again = noting(seen, 'a', () => {
        gate.park(again);
      });
      gate.park(again);
      gate.park(noting(seen, 'b'));

      gate.release(SLOTS);
      expect(seen).toEqual(['a', 'b']);
      gate.close(SLOTS);
      gate.park(noting(seen, 'c'));
      gate.release(SLOTS);
      expect(seen).toEqual(['a', 'b', 'a', 'c']);
    });

    it('should share fairly between two who park whenever they are woken', () => {
      const seen: string[] = [];
      const gate = closedGate();
      for (const name of ['a', 'b']) {
        const waiter = noting(seen, name, () => {
          gate.close(SLOTS);
          gate.park(waiter);
        });
        gate.park(waiter);
      }

      for (let i = 0; i < 6; i++) gate.release(SLOTS);

      expect(seen.join('')).toBe('ababab');
    });

    it('should wake those who cut before all others, though they came later', () => {
      const seen: string[] = [];
      const gate = closedGate();
      gate.park(noting(seen, 'source'));
      gate.parkFirst(noting(seen, 'chunker'));

      gate.release(SLOTS);

      expect(seen).toEqual(['chunker', 'source']);
    });

    it('should leave the others waiting when a cut has filled the slots', () => {
      const seen: string[] = [];
      const gate = closedGate();
      const fills = () => {
        gate.close(SLOTS);
      };
      gate.park(noting(seen, 'source'));
      gate.parkFirst(noting(seen, 'chunker', fills));

      gate.release(SLOTS);
      expect(seen).toEqual(['chunker']);
      gate.release(SLOTS);
      expect(seen).toEqual(['chunker', 'source']);
    });

    it('should not wake who has left, nor whom an earlier one has taken along', () => {
      const seen: string[] = [];
      const gate = closedGate();
      const [left, taken, cutter] = [noting(seen, 'l'), noting(seen, 't'), noting(seen, 'c')];
      gate.park(left);
      gate.park(
        noting(seen, 'a', () => {
          gate.unpark(taken);
        }),
      );
      gate.park(taken);
      gate.parkFirst(cutter);

      gate.unpark(left);
      gate.unpark(cutter);
      gate.release(SLOTS);

      expect(seen).toEqual(['a']);
    });

    it('should forget 50,000 who leave while it is closed, in whatever order', () => {
      const seen: string[] = [];
      const gate = closedGate();
      const waiters = Array.from({ length: 50_000 }, (_, i) => noting(seen, `${i}`));
      for (const waiter of waiters) gate.park(waiter);

      for (const waiter of waiters.slice(0, 25_000)) gate.unpark(waiter);
      for (const waiter of waiters.slice(25_001).reverse()) gate.unpark(waiter);
      gate.release(SLOTS);

      expect(seen).toEqual(['25000']);
    });

    it('should not look at each of 50,000 when the first has closed it again', () => {
      const gate = closedGate();
      let woken = 0;
      const waiter = (): Waiter => ({
        run: () => {
          woken++;
          gate.close(SLOTS);
        },
      });
      for (let i = 0; i < 50_000; i++) gate.park(waiter());
      let { mask } = gate;
      let looks = 0;
      Object.defineProperty(gate, 'mask', {
        get: () => {
          looks++;
          return mask;
        },
        set: (reasons: number) => (mask = reasons),
      });

      gate.release(SLOTS);

      expect(woken).toBe(1);
      expect(looks).toBeLessThan(20);
    });

    for (const way of ['park', 'parkFirst'] as const) {
      it(`should wake the others though one of them threw (${way})`, () => {
        const seen: string[] = [];
        const gate = closedGate();
        const error = new Error('finalizer');
        gate[way](
          noting(seen, 'a', () => {
            throw error;
          }),
        );
        gate.park(noting(seen, 'b'));

        expect(() => {
          gate.release(SLOTS);
        }).toThrow(error);
        expect(seen).toEqual(['a', 'b']);
      });
    }
  });

  describe('listeners', () => {
    it('should count a source in every gate below it', () => {
      const root = new Gate();
      const gates = [new Gate(root), new Gate(root)];

      gates[0]?.listen();
      gates[1]?.listen();
      gates[1]?.listen();

      expect([root, ...gates].map(({ listeners }) => listeners)).toEqual([3, 1, 2]);
    });
  });
});
