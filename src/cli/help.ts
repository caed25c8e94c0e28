import type { Command, OptionDocs } from './command.js';

const NAMES = 26;

/** Help for all commands. */
export function helpOfAll(commands: readonly Command[]): string {
  return text([
    'sluice: runs a function on each item of a file, stores the results, and resumes.',
    '',
    'sluice COMMAND [OPTIONS]',
    '',
    ...commands.map(({ name, operand, about }) => entry(called(name, operand), about)),
    '',
    entry('COMMAND --help', 'tells its options'),
    entry('--version', 'prints the version'),
    '',
    'Exit codes: 0 done, 1 failed, 2 wrong arguments, 3 done and some items failed,',
    '75 stopped and can be resumed, 130 or 143 stopped at once by a second signal.',
  ]);
}

/** Help for one. */
export function helpOf({ name, operand, about, options, notes }: Command): string {
  return text([
    `sluice ${called(name, operand)} [OPTIONS]: ${about}.`,
    '',
    ...entries({ ...options, help: { about: 'this help' } }),
    ...(notes === undefined ? [] : ['', ...notes]),
  ]);
}

function entries(options: OptionDocs): readonly string[] {
  return Object.entries(options).map(([name, { value, about }]) =>
    entry(called(`--${name}`, value), about),
  );
}

function called(name: string, what: string | undefined): string {
  return what === undefined ? name : `${name} ${what}`;
}

function entry(name: string, about: string): string {
  return `  ${name.padEnd(NAMES)}${about}`;
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
