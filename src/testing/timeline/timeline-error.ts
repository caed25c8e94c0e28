import type { ObservableNotification } from 'rxjs';
import { deepEqual } from './deep-equal.js';
import { diff, type Entry, type Line, type Mark } from './diff.js';
import { show } from './show.js';

/** A timeline that is not as drawn. */
export interface Mismatch {
  /** Which expectation of the test it is, from 1. */
  readonly place: number;
  readonly actual: unknown;
  readonly expected: unknown;
}

interface TimedNotification {
  readonly frame: number;
  readonly notification: ObservableNotification<unknown>;
}
interface Subscribed {
  readonly subscribedFrame: number;
  readonly unsubscribedFrame: number;
}

/** Characters of a line, and how many of them stand before the first that differs. */
const WIDTH = 160;
const BEFORE = 60;
/** Lines without a mark that are shown around those that have one. */
const AROUND = 5;

/**
 * Says what differs: one line per notification or subscription, `-` those that were expected, `+` those
 * that came instead. `actual` and `expected` hold the lines of one side.
 */
export class TimelineError extends Error {
  declare readonly actual: string;
  declare readonly expected: string;

  constructor(mismatches: readonly Mismatch[]) {
    const reports = mismatches.map(({ place, actual, expected }) => {
      const lines = diff(entriesOf(expected), entriesOf(actual), deepEqual);
      return { place, lines: shortened(aligned(lines)) };
    });
    const texts = reports.map(({ place, lines }) => {
      const marked = lines.map(({ mark, text }) => `  ${mark} ${text}`);
      return `\nexpectation ${place}\n${marked.join('\n')}`;
    });
    super(`not as drawn (- expected, + received)\n${texts.join('\n')}`);
    const sideWithout = (mark: Mark) =>
      reports
        .flatMap(({ lines }) => lines.filter((line) => line.mark !== mark))
        .map(({ text }) => text)
        .join('\n');
    // Not enumerable: a runner that prints all properties of an error would print it three times.
    Object.defineProperties(this, {
      name: { value: 'AssertionError' },
      actual: { value: sideWithout('-') },
      expected: { value: sideWithout('+') },
      // Vitest's word for errors that show what differs by themselves.
      showDiff: { value: false },
    });
  }
}

/** `expectObservable` compares lists, `expectSubscriptions` lists of one list or several. */
function entriesOf(timeline: unknown): readonly Entry[] {
  const entries = [timeline].flat(2) as (TimedNotification | Subscribed)[];
  return entries.map((value) => ({ value, text: entryText(value) }));
}

function entryText(entry: TimedNotification | Subscribed): string {
  if ('subscribedFrame' in entry) {
    const { subscribedFrame, unsubscribedFrame } = entry;
    const end = unsubscribedFrame === Infinity ? 'never' : `at ${unsubscribedFrame}`;
    return `subscribed at ${subscribedFrame}, unsubscribed ${end}`;
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

/** Long lines begin, on both sides, shortly before what differs. */
function aligned(lines: readonly Line[]): readonly Line[] {
  let open: Record<'-' | '+', string[]> = { '-': [], '+': [] };
  const changes = lines.map(({ mark, text }) => {
    if (mark === ' ') open = { '-': [], '+': [] };
    else open[mark].push(text);
    return { change: open, at: mark === ' ' ? 0 : open[mark].length - 1 };
  });
  return lines.map(({ mark, text }, line) => {
    const { change, at } = changes[line]!;
    const other = mark === ' ' ? undefined : change[mark === '-' ? '+' : '-'][at];
    return { mark, text: clipped(text, firstDifference(text, other)) };
  });
}

function firstDifference(own: string, other = ''): number {
  let at = 0;
  while (at < other.length && own[at] === other[at]) at++;
  return at === own.length ? 0 : at;
}

function clipped(text: string, at: number): string {
  if (text.length <= WIDTH) return text;
  const start = Math.max(0, Math.min(at - BEFORE, text.length - WIDTH));
  const end = Math.min(text.length, start + WIDTH);
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}

/** Leaves out what is far from all that differs. */
function shortened(lines: readonly Line[]): readonly Line[] {
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ mark }) => mark !== ' '),
  );
  let left = 0;
  return lines.flatMap((line, at): Line[] => {
    if (!near[at] && ++left > 0 && at < lines.length - 1) return [];
    const gap: Line[] = left > 0 ? [{ mark: ' ', text: `… ${left} as expected` }] : [];
    left = 0;
    return near[at] ? [...gap, line] : gap;
  });
}
