import type { Output, Shell } from './shell.js';

/** Colours a text, or leaves it. */
export type Paint = (colour: Colour, text: string) => string;
export type Colour = 'good' | 'bad' | 'bar' | 'dim';

const CODES: Readonly<Record<Colour, readonly [on: number, off: number]>> = {
  good: [32, 39],
  bad: [31, 39],
  bar: [36, 39],
  dim: [2, 22],
};

/** Minds FORCE_COLOR, then NO_COLOR (https://no-color.org), then what the terminal can do. */
export function paintFor(env: Shell['env'], output: Output): Paint {
  if (!isColoured(env, output)) return (_, text) => text;
  return (colour, text) => {
    const [on, off] = CODES[colour];
    return `\x1b[${on}m${text}\x1b[${off}m`;
  };
}

function isColoured(env: Shell['env'], output: Output): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  return output.isTTY === true && env['TERM'] !== 'dumb';
}
