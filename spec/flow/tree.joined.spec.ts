import { count, map, share, tap } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { createFlow } from '../../src/flow/create-flow.js';
import { fromSource } from '../../src/flow/from-source.js';
import { Tree } from '../../src/flow/tree.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { marbles } from '../support/marbles.js';

/** A gate that says when it is woken. */
function wakeable(name: string, woken: string[], onWake: () => void = () => undefined) {
  return {
    wake: () => {
      woken.push(name);
      onWake();
    },
  };
}

describe('Tree, joined with others', () => {
  it('should wake nobody while another is in a turn', () => {
    const [tree, other, woken] = [new Tree(), new Tree(), [] as string[]];
    tree.join(other);
    other.turn(() => {
      tree.turn(() => tree.opened(wakeable('a', woken)));
      tree.opened(wakeable('b', woken));
      expect(woken).toEqual([]);
    });

    expect(woken).toEqual(['a', 'b']);
  });

  it('should wake whoever opens in one while another wakes', () => {
    const [tree, other, woken] = [new Tree(), new Tree(), [] as string[]];
    tree.join(other);
    tree.opened(
      wakeable('a', woken, () => {
        other.turn(() => other.opened(wakeable('b', woken)));
        expect(woken).toEqual(['a']);
      }),
    );

    expect(woken).toEqual(['a', 'b']);
  });

  it('should be joined with all that either was joined with', () => {
    const trees = [new Tree(), new Tree(), new Tree(), new Tree()] as const;
    const woken: string[] = [];
    trees[0].join(trees[1]);
    trees[2].join(trees[3]);
    trees[1].join(trees[2]);
    trees[3].turn(() => {
      trees[0].opened(wakeable('a', woken));
      expect(woken).toEqual([]);
    });

    expect(woken).toEqual(['a']);
  });

  it('should be by itself again when it has left and another has joined', () => {
    const [tree, other, third, woken] = [new Tree(), new Tree(), new Tree(), [] as string[]];
    tree.join(other);
    other.leave();
    tree.join(third);
    other.turn(() => {
      tree.opened(wakeable('a', woken));
      expect(woken).toEqual(['a']);
      other.opened(wakeable('b', woken));
      expect(woken).toEqual(['a']);
    });

    expect(woken).toEqual(['a', 'b']);
    expect([tree.group.length, other.group.length]).toEqual([2, 1]);
  });

  it('should still wake what waits for the end of its turn when it leaves in that', () => {
    const [tree, other, third, woken] = [new Tree(), new Tree(), new Tree(), [] as string[]];
    tree.join(other);
    other.turn(() => {
      tree.opened(wakeable('a', woken));
      other.leave();
      tree.join(third);
      expect(woken).toEqual([]);
    });

    expect(woken).toEqual(['a']);
  });

  it('should not keep all that ever joined it', () => {
    const tree = new Tree();
    for (let i = 0; i < 100; i++) {
      const other = new Tree();
      tree.join(other);
      other.leave();
    }

    expect(tree.group.length).toBe(2);
  });

  it('should stay when it joins again', () => {
    const [tree, other, third] = [new Tree(), new Tree(), new Tree()];
    tree.join(other);
    other.leave();
    tree.join(other);
    tree.join(third);

    expect(tree.group).toEqual([tree, other, third]);
  });

  it('should look at what opened in it before it joined', () => {
    const [tree, other, woken] = [new Tree(), new Tree(), [] as string[]];
    tree.turn(() => {
      tree.opened(wakeable('a', woken));
      other.turn(() => {
        other.opened(wakeable('b', woken));
        tree.join(other);
      });
      expect(woken).toEqual([]);
    });

    expect(woken.sort()).toEqual(['a', 'b']);
  });

  it('should not let a shared source overtake a chunk that is on its way in one of its branches', () => {
    marbles(({ cold, expectObservable }) => {
      const flow = createFlow({ paused: true });
      const rows = function* () {
        yield 1;
        flow.pause();
        yield* [2, 3, 4, 5, 6];
      };
      const row$ = fromSource(rows, { flow }).pipe(share());
      const first$ = row$.pipe(
        chunkBy(1),
        processChunks(() => undefined, { flow }),
        count(),
      );
      const second$ = row$.pipe(
        chunkBy({ maxSize: 4, maxWait: 5 }),
        // Cut by a timer, in a turn of this branch, while the source is in the tree of the first.
        tap(() => flow.resume()),
        processChunks((items) => items, { flow }),
        map(({ values }) => values.join('')),
      );
      const start = cold('   r');
      const firstExpected = '-----(n|)';
      const secondExpected = '-----(xy|)';

      expectObservable(first$).toBe(firstExpected, { n: 6 });
      expectObservable(second$).toBe(secondExpected, { x: '12', y: '3456' });
      start.subscribe(() => flow.resume());
    });
  });
});
