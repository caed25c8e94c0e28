import type { RunHolder } from '../store/result-store.js';
import { reasonText } from './failures.js';
import { holderText } from './format.js';
import { plainText } from './plain-text.js';

/** What is known of errors that end a command; the classes may be those of another copy. */
interface Coded {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly full?: boolean;
  readonly format?: 'json' | 'cbor';
  readonly runId?: string;
  readonly holder?: Pick<RunHolder, 'pid' | 'host' | 'since'>;
}

type Explanation = (error: Coded) => readonly string[];

const EXPLANATIONS = new Map<unknown, Explanation>(
  Object.entries<Explanation>({
    ERR_RUN_LOCKED: ({ runId, holder }) => [
      `The run "${runId}" is being written by ${holder ? holderText(holder) : 'another process'}.`,
      'Wait until it has ended, or stop it. If it runs on a host that is gone, remove its lock.* file.',
    ],
    ERR_RUN_EXISTS: ({ runId }) => [
      `The run "${runId}" has been begun meanwhile.`,
      'Resume it, or choose another --run-id.',
    ],
    ERR_RUN_CHANGED: (error) => [
      told(error),
      'It was begun otherwise than this command does: choose another --run-id.',
    ],
    ERR_STORE_CORRUPT: (error) => [
      told(error),
      '"sluice verify" tells what is lost and what is sound.',
    ],
    ERR_STORE_VERSION: (error) => [told(error), 'Nothing was changed. Update sluice to read it.'],
    ERR_STORE_FORMAT: (error) => [
      told(error),
      `Nothing was changed. Give --result-format ${error.format === 'cbor' ? 'binary' : 'json'}.`,
    ],
    ERR_STORE_WRITE: (error) => [
      told(error),
      error.full === true
        ? 'Free some space and resume: what was stored is still there.'
        : 'Mend that and resume: what was stored is still there.',
    ],
    ERR_TOO_MANY_FAILURES: (error) => [
      told(error),
      'Resume when that is mended; --retry-failed works again on what failed, too.',
    ],
    ERR_INPUT: (error) => [
      told(error),
      'What was stored is still there; a file that has changed needs a new --run-id.',
    ],
  }),
);

/** Why a command has failed, and what to do. */
export function explain(error: unknown): readonly string[] {
  const coded = (typeof error === 'object' && error !== null ? error : {}) as Coded;
  const explanation = EXPLANATIONS.get(coded.code);
  return explanation === undefined ? [reasonText(error)] : explanation(coded);
}

function told({ message, code }: Coded): string {
  return `${plainText(String(message), 1000)} (${String(code)})`;
}
