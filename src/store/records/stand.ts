import { wallClock } from '../../core/clock.js';
import { RangeSet } from '../../core/range-set.js';
import { markOf } from '../codec/checkpoint.js';
import type { EncodedChunk } from '../codec/encoded-chunk.js';
import type { ChunkRecord } from '../result-store.js';
import type { LastRecord } from './in-order.js';
import { headText, type BodyCoding, type RecordCheckpoint } from './record-head.js';
import type { ReplacedItems } from './retried-items.js';
import type { RecordRow } from './run-database.js';

/** Of a record that is given, what is needed until it is written. */
export interface TakenRecord extends Pick<ChunkRecord, 'ranges' | 'mark'> {
  readonly keys: readonly string[] | undefined;
}

/** Where a run stands after its last record. */
export interface Stand {
  seq: number;
  items: number;
  failed: number;
  replaced: number;
  bytes: number;
  mark: RecordCheckpoint['mark'];
  readonly done: RangeSet;
  readonly replacing: RangeSet;
}

export function standOf(last: LastRecord | undefined): Stand {
  const none: Pick<RecordCheckpoint, 'items' | 'failed' | 'bytes'> = {
    items: 0,
    failed: 0,
    bytes: 0,
  };
  const { items, failed, bytes } = last?.head ?? none;
  return {
    ...{ seq: last?.seq ?? 0, items, failed, bytes },
    replaced: last?.head.replaced ?? 0,
    mark: last && markOf(last.head),
    done: new RangeSet(last?.head.done),
    replacing: new RangeSet(last?.head.replacing),
  };
}

/** One that can be advanced and thrown away, should the write fail. */
export function copyOf({ done, replacing, ...rest }: Stand): Stand {
  return { ...rest, done: new RangeSet(done.ranges), replacing: new RangeSet(replacing.ranges) };
}

/** Takes a record in, and writes its head. */
export function advanced(
  stand: Stand,
  record: TakenRecord,
  { members, count, failed }: EncodedChunk,
  coding: BodyCoding,
  body: RecordRow['body'],
  replaced: ReplacedItems,
): { seq: number; head: string } {
  const seq = ++stand.seq;
  stand.items += count - replaced.count;
  stand.failed += failed - replaced.count;
  stand.replaced += replaced.count;
  stand.bytes += members.length + (body?.length ?? 0);
  stand.mark = record.mark ?? stand.mark;
  for (const range of record.ranges) stand.done.add(range);
  if (replaced.count > 0) stand.replacing.add([seq, seq + 1]);
  const replacing = stand.replacing.ranges;
  const head = headText(members, coding, replaced.again, {
    ...stand,
    done: stand.done.ranges,
    replacing: replacing.length === 0 ? undefined : replacing,
    at: wallClock(),
  });
  return { seq, head };
}
