import { nearestName } from './nearest-name.js';
import { readArguments } from './arguments.js';
import { cleanCommand } from './clean-command.js';
import type { Command } from './command.js';
import { EXIT, type ExitCode } from '../node/exit-code.js';
import { explain } from './explain.js';
import { exportCommand } from './export-command.js';
import { helpOf, helpOfAll } from './help.js';
import { importCommand } from './import-command.js';
import { OutputClosedError, print, tell } from './output.js';
import { plainText } from './plain-text.js';
import { resultsCommand } from './results-command.js';
import { runCommand } from './run-command.js';
import { runsCommand } from './runs-command.js';
import type { Shell } from './shell.js';
import { statusCommand } from './status-command.js';
import { UsageError } from './usage-error.js';
import { verifyCommand } from './verify-command.js';

const COMMANDS: readonly Command[] = [
  runCommand,
  resultsCommand,
  runsCommand,
  statusCommand,
  verifyCommand,
  exportCommand,
  importCommand,
  cleanCommand,
];

/** Does what the arguments say; resolves to the code to exit with, and never rejects. */
export async function runCommandLine(shell: Shell): Promise<ExitCode> {
  try {
    return await perform(shell);
  } catch (error) {
    // Whoever has read enough is content.
    if (error instanceof OutputClosedError) return EXIT.done;
    if (error instanceof UsageError) {
      tell(shell.stderr, error.lines);
      return EXIT.usage;
    }
    tell(shell.stderr, explain(error));
    return EXIT.failed;
  }
}

async function perform(shell: Shell): Promise<ExitCode> {
  const [name, ...args] = shell.args;
  if (name === undefined) throw new UsageError([helpOfAll(COMMANDS).trimEnd()]);
  if (name === '--help' || name === '-h' || name === 'help') {
    await print(shell.stdout, helpOfAll(COMMANDS));
    return EXIT.done;
  }
  if (name === '--version') {
    await print(shell.stdout, `${shell.version}\n`);
    return EXIT.done;
  }
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) throw unknown(name);
  const given = readArguments(command, args);
  if (given !== undefined) return command.run(shell, given);
  await print(shell.stdout, helpOf(command));
  return EXIT.done;
}

function unknown(name: string): UsageError {
  const near = nearestName(
    name,
    COMMANDS.map((command) => command.name),
  );
  const hint =
    near === undefined ? '"sluice --help" lists what there is.' : `Did you mean ${near}?`;
  const what = name.startsWith('-') ? 'option' : 'command';
  return new UsageError([`sluice has no ${what} ${plainText(name)}. ${hint}`]);
}
