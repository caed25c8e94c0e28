import { checkModel } from './model/check-model.js';
import { ran } from './model/command.js';
import { COMMANDS } from './model/commands.js';
import { FORMS } from './model/setup.js';

/** By `npm run faults`: more of them, from another seed. */
const { env } = (globalThis as { process?: { env: Record<string, string | undefined> } })
  .process ?? { env: {} };
const RUNS = Number(env['FAULTS_MODEL'] ?? 1000);
const SEED = Number(env['FAULTS_SEED'] ?? 1);
const TIMEOUT = 1000 * 60 * 60;

describe('a run, under random commands', () => {
  for (const [kind, forms] of [
    ['operators', FORMS.slice(0, 3)],
    ['the facade', FORMS.slice(3)],
  ] as const) {
    it(
      `should keep its rules, put together by ${kind}`,
      async () => {
        ran.clear();
        const problem = await checkModel(forms, Math.ceil(RUNS / 2), SEED);

        expect(problem).toBeUndefined();
        // Each command was there to break them.
        if (RUNS >= 1000) expect(ran.size).toBe(COMMANDS);
      },
      TIMEOUT,
    );
  }
});
