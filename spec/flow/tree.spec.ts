import { Tree, type Wakeable } from '../../src/flow/tree.js';

describe('Tree', () => {
  let tree: Tree;
  let seen: string[];
  const gate = (name: string, then: () => void = () => {}): Wakeable => ({
    wake: () => {
      seen.push(name);
      then();
    },
  });

  beforeEach(() => {
    tree = new Tree();
    seen = [];
  });

  it('should wake a gate that opens outside of a turn at once', () => {
    tree.opened(gate('a'));

    expect(seen).toEqual(['a']);
  });

  it('should wake a gate that opens within a turn when the outermost has ended', () => {
    tree.turn(() => {
      tree.turn(() => {
        tree.opened(gate('a'));
        tree.turn(() => seen.push('innermost'));
      });
      seen.push('inner over');
    });
    seen.push('outer over');

    expect(seen).toEqual(['innermost', 'inner over', 'a', 'outer over']);
  });

  it('should wake gates in the order in which they opened', () => {
    tree.turn(() => {
      for (const name of ['a', 'b', 'c']) tree.opened(gate(name));
    });

    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('should wake what opens during a wake after it, not inside it', () => {
    const b = gate('b');
    const a = gate('a', () => {
      tree.opened(b);
      tree.turn(() => seen.push('turn in a'));
      seen.push('a over');
    });

    tree.opened(a);

    expect(seen).toEqual(['a', 'turn in a', 'a over', 'b']);
  });

  it('should go on until nothing opens any more', () => {
    let left = 5;
    const again = gate('a', () => {
      if (--left > 0) tree.opened(again);
    });

    tree.opened(again);

    expect(seen.length).toBe(5);
    expect(tree.depth).toBe(0);
  });

  it('should end a turn whose body throws, and wake what had opened', () => {
    const error = new Error('body');

    expect(() => {
      tree.turn(() => {
        tree.opened(gate('a'));
        throw error;
      });
    }).toThrow(error);
    expect(seen).toEqual(['a']);
    expect(tree.depth).toBe(0);
  });

  it('should wake the others when one throws, and each once', () => {
    const error = new Error('wake');

    expect(() => {
      tree.turn(() => {
        tree.opened(gate('a'));
        tree.opened(
          gate('b', () => {
            throw error;
          }),
        );
        tree.opened(gate('c'));
      });
    }).toThrow(error);
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(tree.depth).toBe(0);
  });

  it('should be as before after a wake that threw', () => {
    const fails = gate('a', () => {
      throw new Error('wake');
    });
    expect(() => {
      tree.opened(fails);
    }).toThrow();

    tree.turn(() => {
      tree.opened(gate('b'));
      seen.push('in turn');
    });

    expect(seen).toEqual(['a', 'in turn', 'b']);
  });

  it('should hold one slice of host time for all, by the clock of the first', () => {
    const [first, second] = [() => 1, () => 2];

    const slice = tree.slice(first);

    expect(tree.slice(second)).toBe(slice);
    expect(slice.clock).toBe(first);
  });
});
