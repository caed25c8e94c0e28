import { config } from 'rxjs';
import { planOf, type Plan } from './fuzz/plan.js';
import { run } from './fuzz/run.js';

export interface FuzzOptions {
  /** How many pipelines. */
  readonly runs: number;
  /** The seed of the first; each next one has the next number. */
  readonly seed: number;
  /** Pipelines at once, since most of them wait most of the time. @default 32 */
  readonly lanes?: number;
}

/** A pipeline that broke a rule. */
export interface Failure {
  readonly seed: number;
  readonly problems: readonly string[];
  /** The command that runs it again. */
  readonly replay: string;
  readonly plan: Plan;
}

export interface FuzzReport {
  readonly runs: number;
  readonly results: number;
  /** Most that any held of its bound (law L3). */
  readonly worst: number;
  readonly failures: readonly Failure[];
}

/** So many run between two looks at what was warned of. */
const BATCH = 250;

/** Runs random pipelines with real clocks, and sees whether each keeps the rules of the flow. */
export async function fuzz({ runs, seed, lanes = 32 }: FuzzOptions): Promise<FuzzReport> {
  const failures: Failure[] = [];
  let [worst, results] = [0, 0];
  for (let first = 0; first < runs; first += BATCH) {
    const seeds = Array.from({ length: Math.min(BATCH, runs - first) }, (_, i) => seed + first + i);
    const complaints = await complaintsOf(() =>
      inLanes(seeds, lanes, async (each) => {
        const verdict = await run(planOf(each));
        worst = Math.max(worst, verdict.worst);
        results += verdict.results;
        if (verdict.problems.length > 0) failures.push(failureOf(each, verdict.problems));
      }),
    );
    if (complaints.length > 0) failures.push(...(await culprits(seeds, complaints)));
  }
  return { runs, results, worst, failures };
}

async function inLanes(
  seeds: readonly number[],
  lanes: number,
  examine: (seed: number) => Promise<void>,
): Promise<void> {
  const queue = seeds.values();
  const lane = async () => {
    for (const seed of queue) await examine(seed);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** What is warned of, and what RxJS found unhandled; neither tells whose it is. */
async function complaintsOf(body: () => Promise<void>): Promise<string[]> {
  const complaints: string[] = [];
  const [{ warn }, { onUnhandledError }] = [console, config];
  console.warn = (...parts: unknown[]) => complaints.push(`warned: ${parts.map(String).join(' ')}`);
  config.onUnhandledError = (error: unknown) => complaints.push(`unhandled: ${String(error)}`);
  try {
    await body();
  } finally {
    console.warn = warn;
    config.onUnhandledError = onUnhandledError;
  }
  return complaints;
}

/** Runs each by itself, to see whose the complaints were. */
async function culprits(seeds: readonly number[], complaints: readonly string[]) {
  const found: Failure[] = [];
  for (const seed of seeds) {
    const own = await complaintsOf(async () => {
      await run(planOf(seed));
    });
    if (own.length > 0) found.push(failureOf(seed, own));
  }
  return found.length > 0 ? found : [failureOf(seeds[0] ?? 0, complaints)];
}

function failureOf(seed: number, problems: readonly string[]): Failure {
  const replay = `npm run fuzz -- --runs 1 --seed ${seed}`;
  return { seed, problems: [...new Set(problems)], replay, plan: planOf(seed) };
}
