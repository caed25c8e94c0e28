import { Observable, Subject, type Subscriber } from 'rxjs';
import { Boundary } from '../../src/flow/boundary.js';
import type { BoundarySettings, SourceEnd } from '../../src/flow/boundary-settings.js';
import { Gate, SLOTS, STARTING } from '../../src/flow/gate.js';
import { Lane } from '../../src/flow/lane.js';
import { FLOW } from '../../src/flow/reach.js';
import { claimWarnings } from '../support/claims.js';

/** A boundary whose work the spec ends by hand, or which ends in the call that begins it. */
class Probe extends Boundary<string, string> {
  readonly begun: string[] = [];
  readonly cancelled: string[] = [];
  readonly heads: number[] = [];
  readonly busy = new Map<string, ProbeLane>();
  onBegin: (input: string) => void = () => {};
  conclusion: ((end: () => void) => void) | undefined;

  end1(input: string): void {
    const lane = this.busy.get(input) as ProbeLane;
    this.busy.delete(input);
    lane.input = '';
    this.settle(lane, input.toUpperCase());
  }

  many(page: readonly string[], from: number): number {
    this.tree.depth++;
    const end = this.arriveMany(page, from, page.length);
    this.tree.exit();
    return end;
  }

  protected override makeLane(): Lane<string> {
    return new ProbeLane(this);
  }

  protected override itemsOf(input: string): number {
    return input.length;
  }

  protected override itemsIn(lane: Lane<string>): number {
    return (lane as ProbeLane).input.length;
  }

  protected override itemsOfResult(result: string): number {
    return result.length;
  }

  protected override atHead(place: number): void {
    this.heads.push(place);
  }

  protected override conclude({ tell }: SourceEnd): void {
    if (this.conclusion === undefined) tell();
    else this.conclusion(tell);
  }
}

class ProbeLane extends Lane<string> {
  input = '';

  constructor(readonly probe: Probe) {
    super();
  }

  override begin(input: string): void {
    this.input = input;
    this.probe.begun.push(input);
    this.probe.busy.set(input, this);
    this.probe.onBegin(input);
  }

  override cancel(): void {
    this.probe.cancelled.push(this.input);
  }
}

describe('Boundary', () => {
  let seen: unknown[];

  /** Below the probe stands a gate, as that of a store would. */
  function setUp(settings: Partial<BoundarySettings<string>> = {}) {
    const flow = new Gate();
    const source = new Subject<string>();
    let probe!: Probe;
    seen = [];
    const subscription = new Observable<string>((below: Subscriber<string>) => {
      probe = new Probe(below, {
        operator: 'probe',
        kind: 'work',
        gate: new Gate(flow),
        concurrency: 2,
        prefetch: 1,
        ordered: false,
        unasked: 3,
        ...settings,
      });
      // As a source of ours would: nothing is to be warned of.
      probe.gate.listen();
      probe.connect(source);
    }).subscribe({
      next: (value) => seen.push(value),
      error: (error: unknown) => seen.push(error),
      complete: () => seen.push('complete'),
    });
    const give = (...inputs: string[]) => {
      for (const input of inputs) source.next(input);
    };
    return { probe, flow, source, subscription, give };
  }

  describe('with slots', () => {
    it('should begin as many as it has lanes, and keep the rest', () => {
      const { probe, give } = setUp();
      give('a', 'b', 'c');
      expect(probe.begun).toEqual(['a', 'b']);

      probe.end1('b');
      expect(probe.begun).toEqual(['a', 'b', 'c']);
      expect(seen).toEqual(['B']);
    });

    it('should close its gate in the arrival that takes the last, before work is begun', () => {
      const { probe, give } = setUp({ concurrency: 1, prefetch: 0 });
      let closed: boolean | undefined;
      probe.onBegin = () => (closed = (probe.gate.mask & SLOTS) !== 0);
      give('a');

      expect(closed).toBeTrue();
    });

    it('should open it as they become free, for callers when the outermost turn ends', () => {
      const { probe, give } = setUp({ concurrency: 1, prefetch: 0 });
      const woken: string[] = [];
      give('a');
      probe.gate.park({ run: () => woken.push(`woken, turn ${probe.tree.depth}`) });
      probe.tree.turn(() => {
        probe.end1('a');
        expect(probe.gate.mask).toBe(0);
        expect(woken).toEqual([]);
      });

      expect(woken).toEqual(['woken, turn 1']);
    });

    it('should follow a change of their number', () => {
      const { probe, give } = setUp({ concurrency: 1, prefetch: 1 });
      give('a', 'b', 'c');
      probe.setConcurrency(3);
      expect(probe.begun).toEqual(['a', 'b', 'c']);
      expect(probe.gate.mask).toBe(0);

      probe.setConcurrency(1);
      expect(probe.gate.mask).toBe(SLOTS);
      probe.end1('a');
      probe.end1('b');
      give('d');
      expect(probe.begun).toEqual(['a', 'b', 'c']);
      probe.end1('c');
      expect(probe.begun).toEqual(['a', 'b', 'c', 'd']);
      expect(probe.cancelled).toEqual([]);
    });

    it('should take as much of a page as there are, and one item at least', () => {
      const { probe } = setUp();
      const page = ['a', 'b', 'c', 'd', 'e'];

      expect(probe.many(page, 0)).toBe(3);
      expect(probe.gate.mask).toBe(SLOTS);
      expect(probe.many(page, 3)).toBe(4);
      expect(probe.many(page, 4)).toBe(5);
      expect(probe.begun).toEqual(['a', 'b']);
      expect(probe.waiting).toBe(3);
    });

    it('should say what it holds, in items', () => {
      const { probe, give } = setUp({ ordered: true });
      expect([probe.running, probe.waiting, probe.mask]).toEqual([0, 0, 0]);
      give('aa', 'bbb', 'c');
      expect([probe.running, probe.waiting, probe.mask]).toEqual([5, 1, SLOTS]);

      probe.end1('bbb');
      expect([probe.running, probe.waiting]).toEqual([3, 3]);
      probe.end1('c');
      expect([probe.running, probe.waiting, probe.mask]).toEqual([2, 4, SLOTS]);
      probe.end1('aa');
      expect([probe.running, probe.waiting, probe.mask]).toEqual([0, 0, 0]);
      expect(seen).toEqual(['AA', 'BBB', 'C']);
    });

    it('should not say that it holds what it is just handing on', () => {
      const { probe, give } = setUp({ ordered: true });
      const held: number[] = [];
      give('aa', 'bbb');
      probe.end1('bbb');
      seen = new Proxy<unknown[]>([], {
        set: (target, key, value) => {
          if (key !== 'length') held.push(probe.running + probe.waiting);
          return Reflect.set(target, key, value);
        },
      });
      probe.end1('aa');

      expect(held).toEqual([3, 0]);
    });
  });

  describe('in order', () => {
    it('should tell the place whose turn has come when nothing of it waits any more', () => {
      const { probe, give } = setUp({ ordered: true, concurrency: 3 });
      give('a', 'b', 'c');
      const [lane] = [probe.busy.get('c') as ProbeLane];
      expect(probe.emit(lane.place, 'C1')).toBeFalse();
      probe.end1('b');
      expect(probe.heads).toEqual([]);
      probe.end1('a');

      expect(probe.heads).toEqual([2]);
      expect(seen).toEqual(['A', 'B', 'C1']);
      expect(probe.emit(lane.place, 'C2')).toBeTrue();
    });
  });

  describe('above a full flow', () => {
    it('should begin nothing more, and go on when that opens', () => {
      const { probe, flow, give } = setUp();
      flow.close(SLOTS);
      give('a', 'b');
      expect(probe.begun).toEqual([]);

      flow.release(SLOTS);
      expect(probe.begun).toEqual(['a', 'b']);
    });

    it('should look again before each that it begins', () => {
      const { probe, flow, give } = setUp();
      flow.close(SLOTS);
      give('a', 'b');
      probe.onBegin = () => {
        flow.close(SLOTS);
      };
      flow.release(SLOTS);

      expect(probe.begun).toEqual(['a']);
    });

    it('should wait there in one place, and not at all once it is left', () => {
      const { probe, flow, give, subscription } = setUp();
      flow.close(SLOTS);
      const parked = spyOn(flow, 'park').and.callThrough();
      give('a', 'b', 'c');
      expect(parked).toHaveBeenCalledTimes(1);

      const woken = spyOn(probe, 'run');
      subscription.unsubscribe();
      flow.release(SLOTS);
      expect(woken).not.toHaveBeenCalled();
    });
  });

  describe('that is starting', () => {
    it('should begin nothing, and not end, until it has started', () => {
      const { probe, source, give } = setUp();
      probe.gate.close(STARTING);
      give('a');
      source.complete();
      expect(probe.begun).toEqual([]);

      probe.tree.turn(() => {
        probe.gate.release(STARTING);
        probe.pump();
      });
      expect(probe.begun).toEqual(['a']);
      probe.end1('a');
      expect(seen).toEqual(['A', 'complete']);
    });

    it('should not tell the end of an empty source before either', () => {
      const { probe, source } = setUp();
      probe.gate.close(STARTING);
      source.complete();
      expect(seen).toEqual([]);

      probe.gate.release(STARTING);
      probe.pump();
      expect(seen).toEqual(['complete']);
    });
  });

  describe('whose source is over', () => {
    it('should tell so when all is settled, and once', () => {
      const { probe, source, give } = setUp();
      give('a', 'b', 'c');
      source.error('broken');
      probe.end1('b');
      probe.end1('a');
      expect(seen).toEqual(['B', 'A']);

      probe.end1('c');
      probe.pump();
      expect(seen).toEqual(['B', 'A', 'C', 'broken']);
    });

    it('should take its last step first, once, however long that takes', () => {
      const { probe, source } = setUp();
      const ends: (() => void)[] = [];
      probe.conclusion = (end) => ends.push(end);
      source.complete();
      probe.pump();
      expect(seen).toEqual([]);
      expect(ends.length).toBe(1);

      ends[0]?.();
      expect(seen).toEqual(['complete']);
    });

    it('should not tell so inside a hand-over that is not done', () => {
      const { probe, source, give } = setUp({ ordered: true });
      give('a', 'b');
      probe.end1('b');
      seen = new Proxy<unknown[]>([], {
        set: (target, key, value) => {
          if (value === 'A') source.complete();
          return Reflect.set(target, key, value);
        },
      });
      probe.end1('a');

      expect([...seen]).toEqual(['A', 'B', 'complete']);
    });
  });

  describe('given what nobody asked for', () => {
    it('should count what comes outside of a turn while its gate is closed', () => {
      const { give } = setUp();
      give('a', 'b', 'c', 'd', 'e', 'f');
      expect(seen).toEqual([]);

      give('g');
      expect(seen).toEqual([jasmine.objectContaining({ operator: 'probe', held: 4, limit: 3 })]);
    });

    it('should count it where only the flow below is closed, beyond its own slots', () => {
      const { flow, give } = setUp();
      flow.close(STARTING);
      give('a', 'b', 'c', 'd', 'e');
      expect(seen).toEqual([]);

      give('f');
      expect(seen.length).toBe(1);
    });

    it('should not count what comes within a turn', () => {
      const { probe, give } = setUp();
      probe.tree.turn(() => {
        for (let i = 0; i < 100; i++) give('a');
      });

      expect(seen).toEqual([]);
    });

    it('should forget what it counted when its gate opens', () => {
      const { probe, give } = setUp({ concurrency: 1, prefetch: 0 });
      for (let round = 0; round < 3; round++) {
        give('a', 'b', 'c');
        for (const input of ['a', 'b', 'c']) probe.end1(input);
      }

      expect(seen.length).toBe(9);
    });

    it('should say once that nobody listens, where that is so', () => {
      const { probe, give } = setUp();
      probe.gate.listeners = 0;
      give('a', 'b');
      expect(claimWarnings()).toEqual([]);

      give('c', 'd');
      expect(claimWarnings()).toEqual([
        jasmine.stringContaining('probe: its slots are full, and no source above it listens'),
      ]);
    });
  });

  describe('that is given up', () => {
    it('should cancel what runs, and only that', () => {
      const { probe, give, subscription } = setUp();
      give('a', 'b', 'c');
      probe.end1('a');
      probe.end1('c');
      subscription.unsubscribe();

      expect(probe.cancelled).toEqual(['b']);
      expect(seen).toEqual(['A', 'C']);
    });

    it('should cancel what runs when work ends the run with an error', () => {
      const { probe, give, source } = setUp();
      give('a', 'b');
      probe.abort('broken');

      expect(probe.cancelled).toEqual(['a', 'b']);
      expect(seen).toEqual(['broken']);
      expect(source.observed).toBeFalse();
    });

    it('should begin nothing and emit nothing afterwards, whoever still settles', () => {
      const { probe, give, subscription } = setUp();
      give('a', 'b', 'c');
      subscription.unsubscribe();
      probe.end1('a');
      probe.pump();

      expect(probe.begun).toEqual(['a', 'b']);
      expect(seen).toEqual([]);
    });

    it('should leave the pipeline, and no longer hold anybody up', () => {
      const { probe, give, subscription } = setUp({ concurrency: 1, prefetch: 0 });
      give('a');
      expect([...probe.tree.stages]).toEqual([probe]);
      subscription.unsubscribe();

      expect([...probe.tree.stages]).toEqual([]);
      expect(probe.gate.blocker()).toBeUndefined();
    });
  });

  it('should show its gate to the source, and to nobody else', () => {
    let found: unknown;
    const flow = new Gate();
    const source = new Observable<string>((subscriber) => {
      found = (subscriber as unknown as { [FLOW]?: Gate })[FLOW];
    });
    let gate: Gate | undefined;
    new Observable<string>((below) => {
      gate = new Gate(flow);
      const settings = { concurrency: 1, prefetch: 0, ordered: false, unasked: 3 };
      new Probe(below, { operator: 'probe', kind: 'work', gate, ...settings }).connect(source);
    }).subscribe();

    expect(found).toBe(gate);
  });

  it('should need no stack for work that ends in the call that begins it', () => {
    const { probe, give } = setUp({ concurrency: 1, prefetch: 0, unasked: 200_000 });
    give('first');
    for (let i = 0; i < 100_000; i++) give('a');
    probe.onBegin = (input) => {
      probe.end1(input);
    };
    probe.end1('first');

    expect(seen.length).toBe(100_001);
    claimWarnings();
  });
});
