import type { ObservableNotification } from 'rxjs';
import { deepEqual } from './deep-equal.js';
import { diff, type Entry, type Line } from './diff.js';
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
 * Says what differs: one line per notification or subscription, `-` those that are expected, `+` those
 * that came instead. `actual` and `expected` are the same lines, for runners that compare them.
 */
export class TimelineError extends Error {
  override readonly name = 'AssertionError';
  readonly actual: string;
  readonly expected: string;

  constructor(mismatches: readonly Mismatch[]) {
    super(`not as drawn (- expected, + received)\n${mismatches.map(report).join('\n')}`);
    this.actual = mismatches.map(({ actual }) => listed(actual)).join('\n');
    this.expected = mismatches.map(({ expected }) => listed(expected)).join('\n');
  }
}

function report({ place, actual, expected }: Mismatch): string {
  const lines = diff(entriesOf(expected), entriesOf(actual), deepEqual);
  return `\nexpectation ${place}\n${shortened(aligned(lines)).join('\n')}`;
}

function listed(timeline: unknown): string {
  return entriesOf(timeline)
    .map(({ text }) => text)
    .join('\n');
}

/** `expectObservable` compares lists, `expectSubscriptions` lists of one list or several. */
function entriesOf(timeline: unknown): readonly Entry[] {
  const entries = [timeline].flat(2) as (TimedNotification | Subscribed)[];
  return entries.map((value) => ({ value, text: textOf(value) }));
}

function textOf(entry: TimedNotification | Subscribed): string {
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
function shortened(lines: readonly Line[]): string[] {
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ mark }) => mark !== ' '),
  );
  const shown: string[] = [];
  let left = 0;
  lines.forEach(({ mark, text }, at) => {
    if (!near[at]) left++;
    if (left > 0 && (near[at] || at === lines.length - 1)) shown.push(`    … ${left} as expected`);
    if (!near[at]) return;
    left = 0;
    shown.push(`  ${mark} ${text}`);
  });
  return shown;
}
