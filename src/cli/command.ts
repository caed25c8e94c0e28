import type { ExitCode } from '../node/exit-code.js';
import type { Given } from './given.js';
import type { Shell } from './shell.js';

/** An option on the command line. */
export interface OptionDoc {
  /** What its value stands for, as help shows it; without one it is a switch. */
  readonly value?: string;
  readonly about: string;
}

export type OptionDocs = Readonly<Record<string, OptionDoc>>;

/** One of the things that `sluice` does. */
export interface Command {
  readonly name: string;
  readonly about: string;
  /** What it takes without a name: `'ID'`; in brackets if it may be left out. */
  readonly operand?: 'ID' | '[ID]' | '[JOB]' | 'FILE';
  readonly options: OptionDocs;
  /** Lines below the options in its help. */
  readonly notes?: readonly string[];
  run(shell: Shell, given: Given): Promise<ExitCode>;
}

/** Where the runs are, for every command. */
export const STORE = '.sluice';
export const storeOption: OptionDocs = {
  store: { value: 'DIR', about: `the folder that runs are stored in (${STORE})` },
};
