import { readArguments } from '../../src/cli/arguments.js';
import type { Command } from '../../src/cli/command.js';
import { UsageError } from '../../src/cli/usage-error.js';

const command: Command = {
  name: 'work',
  about: 'works',
  options: {
    input: { value: 'FILE', about: '' },
    'run-id': { value: 'ID', about: '' },
    resume: { about: '' },
  },
  run: () => Promise.resolve(0),
};

const read = (line: string, operand?: Command['operand']) =>
  readArguments(operand === undefined ? command : { ...command, operand }, line.split(' '));

/** What is said against a line. */
function refusal(line: string, operand?: Command['operand']): readonly string[] {
  try {
    read(line, operand);
  } catch (error) {
    if (error instanceof UsageError) return error.lines;
    throw error;
  }
  return [];
}

describe('readArguments', () => {
  it('should take values behind a space or a sign of equality, and the last of several', () => {
    const given = read('--input a --run-id=b=c --resume --input d');
    expect(given?.text('input')).toBe('d');
    expect(given?.text('run-id')).toBe('b=c');
    expect(given?.has('resume')).toBeTrue();
    expect(given?.text('resume')).toBeUndefined();
    expect(given?.has('store')).toBeFalse();
  });

  it('should take - for stdin, and a value with a sign where it is tied to its name', () => {
    expect(read('--input -')?.text('input')).toBe('-');
    expect(read('--input=-x')?.text('input')).toBe('-x');
  });

  it('should leave it to help when help is asked for', () => {
    expect(read('--help')).toBeUndefined();
    expect(read('--input a -h')).toBeUndefined();
  });

  it('should name the option that was probably meant', () => {
    expect(refusal('--inptu a')).toEqual(['work has no option --inptu. Did you mean --input?']);
    expect(refusal('--runid a')).toEqual(['work has no option --runid. Did you mean --run-id?']);
    expect(refusal('--Resume')).toEqual(['work has no option --Resume. Did you mean --resume?']);
    expect(refusal('-x')).toEqual([
      'work has no option -x. "sluice work --help" lists those that there are.',
    ]);
    expect(refusal('--\x1b[2J')[0]).toContain('\\x1b[2J');
  });

  it('should know no option by what every object has', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(refusal(`--${name}`)[0]).toContain(`work has no option --${name}.`);
    }
  });

  it('should say which value is missing', () => {
    expect(refusal('--input')).toEqual(['--input needs a value: --input FILE']);
    expect(refusal('--input --resume')).toEqual([
      '--input needs a value: --input FILE',
      'If "--resume" is its value, write --input=--resume',
    ]);
    expect(refusal('--resume=yes')).toEqual(['--resume takes no value.']);
  });

  it('should take as many operands as the command does', () => {
    expect(read('a', 'ID')?.operand).toBe('a');
    expect(read('--resume', '[ID]')?.operand).toBeUndefined();
    expect(read('-- --a', 'ID')?.operand).toBe('--a');
    expect(refusal('--resume', 'ID')).toEqual([
      'work needs the ID of a run; "sluice runs" lists them.',
    ]);
    expect(refusal('a b', 'ID')).toEqual(['work takes one ID; "b" is too much.']);
    expect(refusal('a b', '[ID]')).toEqual(['work takes one ID; "b" is too much.']);
    expect(refusal('a')).toEqual(['work takes nothing but options; "a" is too much.']);
  });
});
