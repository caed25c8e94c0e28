import fc from 'fast-check';
import { sequences } from './commands.js';
import { Harness } from './harness.js';
import { setups, type Setup } from './setup.js';

const MOST_COMMANDS = 60;

/** Runs so many sequences of commands, each decided by its seed; gives the first that broke a rule. */
export async function checkModel(
  forms: readonly Setup['form'][],
  runs: number,
  seed: number,
): Promise<string | undefined> {
  const property = fc.asyncProperty(setups(forms), fc.noBias(sequences(MOST_COMMANDS)), holds);
  for (let each = seed; each < seed + runs; each++) {
    const details = await fc.check(property, { numRuns: 1, seed: each });
    if (details.failed) return text(details, each);
  }
  return undefined;
}

async function holds(
  setup: Setup,
  commands: Iterable<fc.AsyncCommand<Harness, undefined>>,
): Promise<void> {
  const harness = new Harness(setup);
  try {
    await fc.asyncModelRun(() => ({ model: harness, real: undefined }), commands);
    await harness.finish();
  } finally {
    harness.dispose();
  }
}

function text<Ts>(details: fc.RunDetails<Ts>, seed: number): string {
  const [setup, commands] = (details.counterexample ?? []) as unknown as [Setup, unknown];
  return [
    String((details.errorInstance as Error | null)?.message),
    `npm run faults -- --model 1 --seed ${seed}`,
    JSON.stringify(setup),
    String(commands),
  ].join('\n');
}
