import { asyncScheduler } from 'rxjs';
import { clockOf } from '../../src/core/clock.js';
import { DeadlineExceededError } from '../../src/core/deadline-exceeded-error.js';
import { RunLife } from '../../src/run/run-life.js';
import { marbles } from '../support/marbles.js';

/** A life, what it told, and how it ended. */
function born(signal?: AbortSignal) {
  const seen: string[] = [];
  const life = new RunLife({
    clock: clockOf(asyncScheduler),
    runId: 'run',
    signal,
    changed: () => seen.push('changed'),
    over: (state, error) => {
      seen.push(error === undefined ? state : `${state} ${textOf(error)}`);
    },
  });
  life.gate.observe((event) => {
    const deadline = 'deadline' in event ? event.deadline : undefined;
    seen.push(deadline === undefined ? `(${event.type})` : `(${event.type} ${deadline})`);
  });
  return { life, seen };
}

const textOf = (error: unknown) =>
  error instanceof DeadlineExceededError ? `late ${error.scope} ${error.duration}` : String(error);

const VERBS: Record<string, (life: RunLife) => void> = {
  pause: (life) => life.pause(),
  resume: (life) => life.resume(),
  drain: (life) => life.drain(undefined),
  'drain in 9000': (life) => life.drain(9000),
  'drain in 5000': (life) => life.drain(5000),
  'drain at once': (life) => life.drain(0),
  abort: (life) => life.end('aborted', 'reason'),
};

type Phase = 'waiting' | 'reading' | 'read' | 'over';

/** Brings a new life so far. */
function livedTo(phase: Phase) {
  const { life, seen } = born();
  if (phase !== 'waiting') {
    life.start();
    const source = life.drain$.subscribe();
    if (phase !== 'reading') source.unsubscribe();
    if (phase === 'over') life.end('completed');
  }
  seen.length = 0;
  return { life, seen };
}

/** The rules, written once more: what a verb has to tell after the verbs before. */
class Rules {
  readonly told: string[] = [];
  paused = false;
  draining = false;
  cut = false;
  deadline = Infinity;
  over: boolean;

  constructor(readonly phase: Phase) {
    this.over = phase === 'over';
  }

  do(verb: string): void {
    if (this.over) return;
    if (verb === 'abort') this.#end('aborted reason');
    else if (verb === 'drain at once') this.#end('aborted late drain 0');
    else if (verb.startsWith('drain')) this.#drain(Number(verb.split(' in ')[1] ?? Infinity));
    else this.#pause(verb === 'pause');
  }

  #pause(paused: boolean): void {
    if (this.draining || this.paused === paused) return;
    this.paused = paused;
    this.told.push(paused ? '(paused)' : '(resumed)', 'changed');
  }

  #drain(deadline: number): void {
    const isEarlier = deadline < this.deadline;
    if (isEarlier) this.deadline = deadline;
    if (isEarlier) this.told.push(`(draining ${deadline})`);
    else if (!this.draining) this.told.push('(draining)');
    if (!this.draining) this.cut = this.phase !== 'read';
    this.draining = true;
  }

  #end(how: string): void {
    this.over = true;
    this.told.push(how);
  }
}

describe('RunLife', () => {
  for (const phase of ['waiting', 'reading', 'read', 'over'] as const) {
    describe(`of a run that is ${phase}`, () => {
      for (const a of Object.keys(VERBS)) {
        it(`should do once, in any order, what is asked with and after ${a}`, () => {
          for (const b of Object.keys(VERBS)) {
            for (const c of Object.keys(VERBS)) {
              const { life, seen } = livedTo(phase);
              const rules = new Rules(phase);
              for (const verb of [a, b, c]) {
                VERBS[verb]?.(life);
                rules.do(verb);
              }

              const verbs = `${a}, ${b}, ${c}`;
              expect(seen).withContext(verbs).toEqual(rules.told);
              expect([life.flow.paused, life.isCut, life.isOver])
                .withContext(verbs)
                .toEqual([rules.paused, rules.cut, rules.over]);
              life.end('completed');
            }
          }
        });
      }
    });
  }

  it('should not begin when it was drained or ended before', () => {
    const drained = born();
    drained.life.drain(undefined);
    const aborted = born();
    aborted.life.end('aborted', 'reason');

    expect([drained.life.start(), aborted.life.start()]).toEqual([false, false]);
    expect(drained.seen).toEqual(['(draining)', 'drained']);
    expect(aborted.seen).toEqual(['aborted reason']);
  });

  it('should cut the source that is opened after it was drained, and the one that is open', () => {
    const { life } = born();
    life.start();
    const cuts: string[] = [];
    life.drain$.subscribe(() => cuts.push('open'));
    life.drain(undefined);
    life.drain(undefined);
    expect(cuts).toEqual(['open']);

    const { life: early } = born();
    early.start();
    early.drain(undefined);
    early.drain$.subscribe(() => cuts.push('later'));
    expect(cuts).toEqual(['open', 'later']);
  });

  it('should abort a draining that takes longer than its deadline, by the earliest one', () => {
    marbles(({ flush, scheduler }) => {
      const { life, seen } = born();
      const told: string[] = [];
      life.end$.subscribe(() => told.push(`over at ${scheduler.frame}`));
      life.start();
      life.drain(9);
      life.drain(5);
      life.drain(7);
      flush();

      expect(told).toEqual(['over at 5']);
      expect(seen).toEqual(['(started)', '(draining 9)', '(draining 5)', 'aborted late drain 5']);
    });
  });

  it('should fail a run that takes longer than it may, from its start', () => {
    marbles(({ flush, scheduler }) => {
      const { life, seen } = born();
      const told: string[] = [];
      life.end$.subscribe(() => told.push(`over at ${scheduler.frame}`));
      life.limit(5);
      asyncScheduler.schedule(() => life.start(), 10);
      asyncScheduler.schedule(() => life.limit(8), 12);
      flush();

      expect(told).toEqual(['over at 18']);
      expect(seen).toEqual(['(started)', 'failed late run 8']);
    });
  });

  it('should fail at once where the new limit is over, and never where it is lifted', () => {
    marbles(({ flush }) => {
      const over = born();
      const lifted = born();
      for (const { life } of [over, lifted]) {
        life.start();
        life.limit(9);
      }
      asyncScheduler.schedule(() => over.life.limit(3), 5);
      asyncScheduler.schedule(() => lifted.life.limit(undefined), 5);
      flush();

      expect(over.seen).toEqual(['(started)', 'failed late run 3']);
      expect(lifted.seen).toEqual(['(started)']);
    });
  });

  it('should leave no timer when it has ended', () => {
    marbles(({ flush, scheduler }) => {
      const { life, seen } = born();
      life.start();
      life.limit(9);
      life.drain(5);
      life.end('completed');
      life.limit(2);
      flush();

      expect(scheduler.frame).toBe(0);
      expect(seen.at(-1)).toBe('completed');
    });
  });

  it('should tell its signal, and all signals of the pipeline, the first reason', () => {
    for (const end of ['aborted', 'failed'] as const) {
      const { life } = born();
      const reasons: unknown[] = [];
      life.signal.addEventListener('abort', () => reasons.push(life.signal.reason));
      life.end(end, 'first');
      life.end('aborted', 'second');

      expect(reasons).toEqual(['first']);
      expect(life.gate.tree.reason).toBe('first');
    }
  });

  it('should give an abort without a reason the AbortError of the platform', () => {
    const { life } = born();
    life.end('aborted');

    expect(life.signal.reason).toEqual(jasmine.objectContaining({ name: 'AbortError' }));
    expect(life.gate.tree.reason).toBe(life.signal.reason);
  });

  it('should leave its signal alone when nothing is given up', () => {
    for (const end of ['completed', 'drained'] as const) {
      const { life } = born();
      life.end(end);

      expect(life.signal.aborted).toBeFalse();
    }
  });

  it('should be aborted by a signal from outside, also by one that was before', () => {
    const controller = new AbortController();
    const { life, seen } = born(controller.signal);
    life.start();
    controller.abort('outside');
    const late = born(controller.signal);

    expect(seen).toEqual(['(started)', 'aborted outside']);
    expect([late.life.isOver, late.life.start()]).toEqual([true, false]);
    expect(late.life.signal.reason).toBe('outside');
  });

  it('should leave nothing with a signal from outside, however it ends', () => {
    const { signal } = new AbortController();
    const listeners = new Set<unknown>();
    signal.addEventListener = ((_: string, listener: unknown) => listeners.add(listener)) as never;
    signal.removeEventListener = ((_: string, listener: unknown) =>
      listeners.delete(listener)) as never;
    const lives = (['completed', 'drained', 'failed', 'aborted'] as const).map((end) => {
      const { life } = born(signal);
      return () => {
        life.end(end);
      };
    });
    expect(listeners.size).toBe(4);
    for (const end of lives) end();
    expect(listeners.size).toBe(0);
  });
});
