import type { ObservableNotification } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';

export interface MarbleHelpers extends RunHelpers {
  /** For operators that take a `scheduler`. Inside `marbles`, `asyncScheduler` is virtual as well. */
  readonly scheduler: TestScheduler;
}

/**
 * Runs `body` in virtual time and checks what it expects of observables and subscriptions.
 *
 *     it('should emit on completion', () => {
 *       marbles(({ cold, expectObservable, expectSubscriptions }) => {
 *         const e1 = cold('  -a-b-|');
 *         const e1subs = '   ^----!';
 *         const expected = ' -a-b-|';
 *
 *         expectObservable(e1).toBe(expected);
 *         expectSubscriptions(e1.subscriptions).toBe(e1subs);
 *       });
 *     });
 */
export function marbles<T>(body: (helpers: MarbleHelpers) => T): T {
  jasmine.addMatchers({ toBeTimeline });
  const scheduler = new TestScheduler((actual: unknown, expected: unknown) => {
    (expect(actual) as unknown as TimelineExpectation).toBeTimeline(expected);
  });
  return scheduler.run((helpers) => body({ ...helpers, scheduler }));
}

interface TimelineExpectation {
  toBeTimeline(expected: unknown): void;
}

/** Deep equality; on failure one line per notification or subscription, those that differ marked. */
const toBeTimeline: jasmine.CustomMatcherFactory = (util) => ({
  compare(actual: unknown, expected: unknown) {
    if (util.equals(actual, expected)) return { pass: true };
    const show = (value: unknown) => util.pp(value);
    const [received, wanted] = [lines(actual, show), lines(expected, show)];
    return {
      pass: false,
      message: `expected${marked(wanted, received)}\nreceived${marked(received, wanted)}`,
    };
  },
});

function marked(own: string[], other: string[]): string {
  if (own.length === 0) return '\n    nothing';
  return own.map((line, at) => `\n  ${line === other[at] ? ' ' : '>'} ${line}`).join('');
}

interface TimedNotification {
  readonly frame: number;
  readonly notification: ObservableNotification<unknown>;
}
interface Subscribed {
  readonly subscribedFrame: number;
  readonly unsubscribedFrame: number;
}
type PrettyPrint = (value: unknown) => string;

/** `expectObservable` compares lists, `expectSubscriptions(...)` lists of one list or several. */
function lines(timeline: unknown, show: PrettyPrint): string[] {
  const entries = [timeline].flat(2) as (TimedNotification | Subscribed)[];
  return entries.map((entry) => line(entry, show));
}

function line(entry: TimedNotification | Subscribed, show: PrettyPrint): string {
  if ('subscribedFrame' in entry) {
    return `subscribed ${entry.subscribedFrame}, unsubscribed ${entry.unsubscribedFrame}`;
  }
  const { frame, notification } = entry;
  switch (notification.kind) {
    case 'N':
      return `${frame} next ${show(notification.value)}`;
    case 'E':
      return `${frame} error ${show(notification.error)}`;
    case 'C':
      return `${frame} complete`;
  }
}
