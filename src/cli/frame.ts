import { bytes, count, duration, range } from './format.js';
import type { Colour, Paint } from './paint.js';
import { plainText } from './plain-text.js';
import type { Snapshot } from './snapshot.js';

/** A piece of a line; what does not fit is left out from the end. */
type Part = string | readonly [text: string, colour: Colour];
type Row = readonly Part[];

type Piece = 'ok' | 'failed' | 'rate' | 'elapsed' | 'running' | 'waitingOn';

const WIDE = 60;
const LONGEST_BAR = 24;
const BETWEEN = '  ';

const HINTS: Readonly<Record<Snapshot['phase'], string>> = {
  starting: 'Opening the run',
  running: 'Ctrl-C: store what runs, then stop',
  stopping: 'Stopping. Ctrl-C again: stop at once',
  aborting: 'Stopping at once',
};

/**
 * A run on a terminal of so many columns. No line is longer, since one that wraps cannot be drawn
 * over. At one width there are always as many lines, but for the bar.
 */
export function frameOf(snapshot: Snapshot, width: number, paint: Paint): readonly string[] {
  const rows = width >= WIDE ? wide(snapshot) : narrow(snapshot);
  const bar = barOf(snapshot, width, width >= WIDE);
  const [first, ...others] = rows;
  return [first, ...bar, ...others].map((row) => fit(row ?? [], width, paint));
}

function wide(snapshot: Snapshot): readonly Row[] {
  const { ok, failed, rate, elapsed, running, waitingOn } = parts(snapshot);
  return [title(snapshot), [ok, failed, rate, elapsed], [running, waitingOn], [hint(snapshot)]];
}

function narrow(snapshot: Snapshot): readonly Row[] {
  const { ok, failed, rate, elapsed, running, waitingOn } = parts(snapshot);
  return [title(snapshot), [ok, failed], [rate, elapsed], [running, waitingOn], [hint(snapshot)]];
}

function title({ runId, resumedAt }: Snapshot): Row {
  const name = plainText(runId);
  return resumedAt === 0 ? [name] : [name, [`resumed at ${count(resumedAt)}`, 'dim']];
}

function hint({ phase }: Snapshot): Part {
  return [HINTS[phase], 'dim'];
}

function parts(snapshot: Snapshot): Readonly<Record<Piece, Part>> {
  const { ok, failed, rate, elapsed, running, waitingOn } = snapshot;
  return {
    ok: [`ok ${count(ok)}`, 'good'],
    failed: failed === 0 ? 'failed 0' : [`failed ${count(failed)}`, 'bad'],
    rate: `${rate < 9.95 ? rate.toFixed(1) : count(rate)} items/s`,
    elapsed: duration(elapsed),
    running: `running ${count(running)}`,
    waitingOn: `waiting on ${waitingOn}`,
  };
}

/** None where nobody knows how much there is. */
function barOf({ bytes: read, remaining }: Snapshot, width: number, isWide: boolean): Row[] {
  if (read === undefined) return [];
  const share = read.total === 0 ? 1 : read.stored / read.total;
  const percent = `${Math.floor(share * 100)} %`.padStart(5);
  const length = Math.min(LONGEST_BAR, width - percent.length - BETWEEN.length - 2);
  const filled = Math.floor(share * length);
  const bar: Part = [`[${'#'.repeat(filled)}${'-'.repeat(length - filled)}]`, 'bar'];
  const amount = `${bytes(read.stored)} of ${bytes(read.total)}`;
  const left = remaining === undefined ? [] : [`${range(remaining)} left`];
  return isWide
    ? [[bar, percent, ...left, amount]]
    : [
        [bar, percent],
        [...left, amount],
      ];
}

function fit(row: Row, width: number, paint: Paint): string {
  let line = '';
  let room = width;
  for (const part of row) {
    const [text, colour] = typeof part === 'string' ? [part] : part;
    const gap = line === '' ? '' : BETWEEN;
    if (gap.length + text.length > room) {
      // A name may be longer than the terminal is wide.
      return line === '' ? `${text.slice(0, width - 1)}…` : line;
    }
    room -= gap.length + text.length;
    line += gap + (colour === undefined ? text : paint(colour, text));
  }
  return line;
}
