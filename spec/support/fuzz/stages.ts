import type { Observable } from 'rxjs';
import { bufferCount, identity, map, tap, of, type OperatorFunction } from 'rxjs';
import { chunkBy } from '../../../src/chunk/chunk-by.js';
import type { Chunk } from '../../../src/core/chunk.js';
import type { ChunkResult } from '../../../src/core/chunk-result.js';
import { pauseWhen } from '../../../src/flow/pause-when.js';
import { mapConcurrent } from '../../../src/work/map-concurrent.js';
import { processChunks } from '../../../src/work/process-chunks.js';
import type { WorkAnswer } from '../../../src/work/work.js';
import { storeTo } from '../../../src/store/store-to.js';
import type { Storable } from '../../../src/store/storable.js';
import { chanceAt } from './random.js';
import { clockAt } from './clocks.js';
import { chunkOf, idOf, idsOf, type Entry, type Parcel } from './parcel.js';
import type { ChunkPlan, LanePlan, StagePlan } from './plan.js';
import type { BranchProbe, Probe } from './probe.js';
import { LaneProbe } from './lane-probe.js';
import { limiter } from './limit-probe.js';
import { innerOf, optionsOf, toggled } from './steps.js';
import { split, type Valve } from './valve.js';
import { StoreProbe } from './store-probe.js';

/** What work makes of a number. */
export const answerTo = (id: number): number => id + 0.5;

export function chunker({ size, maxWait, plain }: ChunkPlan): OperatorFunction<Entry, Parcel> {
  if (plain) return bufferCount(size) as unknown as OperatorFunction<Entry, Parcel>;
  return chunkBy(maxWait === undefined ? size : { maxSize: size, maxWait });
}

/** The operator of a stage, below the chunker, and the store that it writes to, if it does. */
export interface Stage {
  readonly operator: OperatorFunction<Parcel, Parcel>;
  readonly store?: StoreProbe;
}

/** Where a stage stands. */
export interface Surroundings {
  readonly probe: Probe;
  readonly branch: BranchProbe;
  /** So far down in the branch. */
  readonly at: number;
  readonly valve: Valve | undefined;
  /** Whether a boundary joins the flow of the valve. */
  readonly joins: boolean;
  /** What stands above it. */
  readonly above: StagePlan | undefined;
}

export function stage(plan: StagePlan, surroundings: Surroundings): Stage {
  const { probe, branch, at, valve, joins } = surroundings;
  const joined = valve === undefined || !joins ? {} : { flow: valve.flow };
  switch (plan.kind) {
    case 'process': {
      const lanes = new LaneProbe(plan, { probe, branch, at });
      const work = workOf(plan, lanes);
      const process = lanes.watchAll(
        idsOf,
        processChunks<Entry, number>(work, { ...optionsOf(plan, idOf), ...joined }),
      );
      return {
        operator: (parcel$) => parcel$.pipe(map(asChunk), process, checked(plan, probe)),
      };
    }
    case 'mapConcurrent': {
      const lanes = new LaneProbe(plan, { probe, branch, at });
      return {
        operator: lanes.watch(
          placeOfParcel,
          mapConcurrent<Parcel, Parcel>(
            (parcel) => innerOf(plan, lanes, placeOfParcel(parcel), [parcel]),
            { ...optionsOf(plan, placeOfParcel), ...joined },
          ),
        ),
      };
    }
    case 'store': {
      const store = new StoreProbe(plan, probe, branch);
      const { prefetch } = plan;
      const stored = storeTo<Storable>(store, { runId: 'fuzz', prefetch, ...joined });
      return {
        store,
        operator: (parcel$) =>
          (parcel$ as Observable<Storable>).pipe(
            tap(() => store.accept(surroundings.above)),
            stored,
            map((parcel) => store.expectDurable(parcel)),
          ) as Observable<Parcel>,
      };
    }
    case 'rateLimit':
      return { operator: limiter(plan, placeOfParcel, probe, joined) };
    case 'valve':
      return { operator: valve?.operator(plan.pace) ?? identity };
    case 'split':
      return { operator: split };
    case 'pauseWhen':
      return { operator: pauseWhen(toggled(plan.toggles, at, branch), joined) };
  }
}

function placeOfParcel(parcel: Parcel): number {
  const chunk = asChunk(parcel);
  return idsOf(chunk)[0] ?? 0;
}

/** The plain arrays of bufferCount go on as they are. */
function asChunk(parcel: Parcel | readonly Entry[]): Chunk<Entry> | readonly Entry[] {
  return Array.isArray(parcel) ? (parcel as readonly Entry[]) : chunkOf(parcel as Parcel);
}

const WORK_FAILED = new Error('work failed');

type Failing = LanePlan & { readonly failing: number };

/** Work that answers in one of the ways that work may answer. */
function workOf(plan: Failing, lanes: LaneProbe) {
  const { failing, pace } = plan;
  return (items: readonly Entry[]) => {
    const ids = idsOf(items);
    const place = ids[0] ?? 0;
    const fails = fate(plan, place);
    const answer = (): WorkAnswer<number> => {
      if (fails) throw WORK_FAILED;
      return chanceAt(pace.seed, place, 3) < 0.2 ? undefined : ids.map(answerTo);
    };
    if (clockAt(pace, place) !== 'now') return lanes.later(ids, answer);
    lanes.begin(ids)();
    return failing === 0 && chanceAt(pace.seed, place, 4) < 0.3 ? of(answer()) : answer();
  };
}

function fate({ failing, pace }: Failing, place: number): boolean {
  return chanceAt(pace.seed, place, 2) < failing;
}

/** What came of a chunk has to be what its work was made to answer. */
function checked(plan: Failing, probe: Probe) {
  return map((result: ChunkResult<Entry, number>): Parcel => {
    const ids = idsOf(result.chunk);
    const failed = fate(plan, ids[0] ?? 0);
    const { values, failures } = result;
    const right = values.every(
      (value, i) => value === undefined || value === answerTo(ids[i] as number),
    );
    const size = failed ? ids.length : 0;
    if (!right || values.length !== ids.length || failures.size !== size) {
      probe.problem('a result is not what its work answered');
    }
    return result;
  });
}
