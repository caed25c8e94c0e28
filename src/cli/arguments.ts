import { parseArgs } from 'node:util';
import { nearestName } from './nearest-name.js';
import type { Command, OptionDoc } from './command.js';
import { Given } from './given.js';
import { plainText } from './plain-text.js';
import { UsageError } from './usage-error.js';

const HELP: OptionDoc = { about: 'this help' };

/** Reads the arguments of a command; undefined where they ask for its help. */
export function readArguments(command: Command, args: readonly string[]): Given | undefined {
  const { name } = command;
  const docs = new Map(Object.entries({ ...command.options, help: HELP }));
  const types = [...docs].map(([option, doc]) => [
    option,
    { type: doc.value ? 'string' : 'boolean' },
  ]);
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(types) as Record<string, { type: 'string' | 'boolean' }>,
    allowPositionals: true,
    // Its own words for what is wrong know neither the command nor the nearest name.
    strict: false,
    tokens: true,
  });

  const values = new Map<string, string | true>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const option = token.rawName === '-h' ? 'help' : token.name;
    const doc = docs.get(option);
    if (doc === undefined) throw unknown(token.rawName, name, [...docs.keys()]);
    values.set(option, valueOf(token, doc.value));
  }
  if (values.has('help')) return undefined;
  checkOperands(command, operands);
  return new Given(values, operands[0]);
}

function checkOperands({ name, operand }: Command, operands: readonly string[]): void {
  const most = operand === undefined ? 0 : 1;
  const surplus = operands[most];
  if (surplus !== undefined) {
    const takes =
      operand === undefined ? 'nothing but options' : `one ${operand.replace(/[[\]]/g, '')}`;
    throw new UsageError([`${name} takes ${takes}; "${plainText(surplus)}" is too much.`]);
  }
  if (operand === 'FILE' && operands.length === 0) {
    throw new UsageError([`${name} needs a FILE, or - for the standard input.`]);
  }
  if (operand === 'ID' && operands.length === 0) {
    throw new UsageError([`${name} needs the ID of a run; "sluice runs" lists them.`]);
  }
}

interface OptionToken {
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function valueOf({ rawName, value, inlineValue }: OptionToken, wanted: string | undefined) {
  if (wanted === undefined) {
    if (value !== undefined) throw new UsageError([`${rawName} takes no value.`]);
    return true;
  }
  if (value === undefined) throw new UsageError([`${rawName} needs a value: ${rawName} ${wanted}`]);
  if (inlineValue !== true && value.length > 1 && value.startsWith('-')) {
    const means = `If "${plainText(value)}" is its value, write ${rawName}=${plainText(value)}`;
    throw new UsageError([`${rawName} needs a value: ${rawName} ${wanted}`, means]);
  }
  return value;
}

function unknown(option: string, command: string, known: readonly string[]): UsageError {
  const near = nearestName(option.replace(/^-+/, ''), known);
  const hint =
    near === undefined
      ? `"sluice ${command} --help" lists those that there are.`
      : `Did you mean --${near}?`;
  return new UsageError([`${command} has no option ${plainText(option)}. ${hint}`]);
}
