// @ts-check
import { count, time } from './format.js';

/** @typedef {import('sluice').Progress} Progress */

const BAR_WIDTH = 24;
const PLAIN_LINE_EVERY = 2_000; // ms; a log file wants to be read, not filled
const UNKNOWN_WIDTH = 80;
const CLEAR_LINE = '\r\x1b[K';
const CYAN = '\x1b[36m';
const DEFAULT_COLOUR = '\x1b[39m';

/**
 * Shows progress on a stream: one line that is drawn anew on a terminal, a plain line every two
 * seconds elsewhere. It hides no cursor, so there is none to bring back when the process is killed.
 */
export class ProgressBar {
  /** @type {Progress | undefined} */
  #latest;
  #nextLineAt = PLAIN_LINE_EVERY;

  /** @param {NodeJS.WriteStream} [stream] */
  constructor(stream = process.stderr) {
    this.stream = stream;
    this.isTerminal = Boolean(stream.isTTY) && process.env.TERM !== 'dumb';
  }

  /** @param {Progress} progress */
  show(progress) {
    this.#latest = progress;
    if (this.isTerminal) {
      this.#draw(progress);
    } else if (progress.elapsed >= this.#nextLineAt) {
      this.#nextLineAt = progress.elapsed + PLAIN_LINE_EVERY;
      this.#writeLine(progress);
      this.#latest = undefined; // written, so end() need not say it again
    }
  }

  /**
   * Says something in a line of its own; the bar goes on below it.
   * @param {string} line
   */
  note(line) {
    this.stream.write(`${this.isTerminal ? CLEAR_LINE : ''}${line}\n`);
    if (this.isTerminal && this.#latest) this.#draw(this.#latest);
  }

  /** Leaves the last state standing. */
  end() {
    if (!this.#latest) return;
    if (this.isTerminal) this.stream.write('\n');
    else this.#writeLine(this.#latest);
    this.#latest = undefined;
  }

  /** @param {Progress} progress */
  #draw(progress) {
    const width = BAR_WIDTH + 2;
    const text = fit(details(progress), this.#columns() - width - 2);
    this.stream.write(`${CLEAR_LINE}[${this.#bar(progress)}] ${text}`);
  }

  /** @param {Progress} progress */
  #writeLine(progress) {
    this.stream.write(`${details(progress).join('  ')}\n`);
  }

  /** @param {Progress} progress */
  #bar(progress) {
    const filled = Math.floor(share(progress) * BAR_WIDTH);
    const bar = '#'.repeat(filled);
    const rest = '-'.repeat(BAR_WIDTH - filled);
    return this.stream.hasColors?.() ? `${CYAN}${bar}${DEFAULT_COLOUR}${rest}` : bar + rest; // minds NO_COLOR
  }

  #columns() {
    const { columns } = this.stream;
    return columns > BAR_WIDTH ? columns : UNKNOWN_WIDTH; // some CI terminals say 0 or 1
  }
}

/**
 * The parts of the line, the most important first.
 * @param {Progress} progress
 */
function details(progress) {
  const { done, failed, total = done, rate, remaining, running, waiting } = progress;
  const parts = [
    `${Math.floor(share(progress) * 100)} %`.padStart(5),
    `${count(done)} of ${count(total)}`,
    `${count(rate)}/s`,
  ];
  if (failed > 0) parts.push(`${count(failed)} failed`);
  if (remaining && done < total) parts.push(`${range(remaining)} left`);
  if (done < total) parts.push(`${count(running + waiting)} held`);
  return parts;
}

/** @param {Progress} progress */
function share({ done, total }) {
  return total ? done / total : 0;
}

/** @param {{ low: number, high: number }} remaining */
function range({ low, high }) {
  const [from, to] = [time(low), time(high)];
  return from === to ? from : `${from} to ${to}`;
}

/**
 * Joins as many parts as there is room for: a line that wraps cannot be drawn over.
 * @param {string[]} parts
 * @param {number} width
 */
function fit(parts, width) {
  let text = '';
  for (const part of parts) {
    const longer = text === '' ? part : `${text}  ${part}`;
    if (longer.length > width) break;
    text = longer;
  }
  return text;
}
