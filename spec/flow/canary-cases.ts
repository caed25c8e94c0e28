import { creatorShapes } from './canary-creators.js';
import { holderShapes } from './canary-holders.js';
import { operatorShapes } from './canary-operators.js';
import type { Shape, Verdict } from './canary-shape.js';
import {
  ALLOWED,
  ITEMS,
  SOURCE_KINDS,
  stall,
  type SourceKind,
  type Stalled,
} from './canary-stall.js';

/** Every shape of pipeline of which we say what demand does to it. */
export const SHAPES: readonly Shape[] = [...operatorShapes, ...creatorShapes, ...holderShapes];

export interface CanaryRow {
  readonly shape: string;
  /** Items pulled while no work settled, by the kind of source. */
  readonly sync: number;
  readonly async: number;
  readonly paged: number;
  readonly verdict: string;
}

/**
 * Stalls every shape over every kind of source, and says what each did: `npm run bench -- flow`.
 *
 * @public
 */
export async function runCanary(): Promise<CanaryRow[]> {
  const rows: CanaryRow[] = [];
  for (const shape of SHAPES) {
    const pulled = { sync: 0, async: 0, paged: 0 };
    const verdicts = new Set<string>();
    for (const kind of SOURCE_KINDS) {
      const seen = await stall(shape.build, kind);
      pulled[kind] = seen.pulled;
      const complaints = judge(shape, kind, seen);
      const verdict = inWords(verdictOn(shape, kind));
      verdicts.add(complaints.length === 0 ? verdict : `NOT ${verdict}: ${complaints.join('; ')}`);
    }
    rows.push({ shape: shape.shape, ...pulled, verdict: [...verdicts].join(', or ') });
  }
  return rows;
}

export function verdictOn({ verdict }: Shape, kind: SourceKind): Verdict {
  return typeof verdict === 'function' ? verdict(kind) : verdict;
}

/** What a stalled run did that the verdict on its shape does not say. */
export function judge(shape: Shape, kind: SourceKind, seen: Stalled): string[] {
  const { outcome, pulled, passed, done, warnings } = seen;
  const verdict = verdictOn(shape, kind);
  const warned = [...warnings].sort().join();
  const expected = 'warns' in verdict ? [...verdict.warns].sort().join() : '';
  return [
    outcome !== 'complete' &&
      `it ended by ${typeof outcome === 'string' ? outcome : outcome.error}`,
    shape.items !== undefined && passed !== shape.items && `${passed} items came out`,
    done !== passed && `${done} of ${passed} items came out of work`,
    warned !== expected && `it warned of "${warned}"`,
    judgePulls(verdict, pulled, ALLOWED * shape.ratio),
  ].filter((complaint) => complaint !== false);
}

function judgePulls(verdict: Verdict, pulled: number, allowed: number): string | false {
  switch (verdict.is) {
    case 'governed': {
      const most = allowed + verdict.overshoot;
      return pulled > most && `it pulled ${pulled}, ${most} are allowed`;
    }
    case 'ungoverned':
      return pulled < ITEMS && `it pulled ${pulled}`;
    case 'holder':
    case 'reads on':
      return pulled < verdict.atLeast && `it pulled ${pulled}`;
  }
}

export function inWords(verdict: Verdict): string {
  switch (verdict.is) {
    case 'governed':
      return verdict.overshoot === 0 ? 'governed' : `governed, ${verdict.overshoot} over at most`;
    case 'ungoverned':
      return `ungoverned, warns of ${verdict.warns.join(' and ')}`;
    case 'holder':
      return `holds ${verdict.atLeast} and more`;
    case 'reads on':
      return 'reads on by its nature';
  }
}
