import type { Range } from '../../core/chunk.js';
import { checkpointMembers, isCheckpoint, type Checkpoint } from '../codec/checkpoint.js';
import type { Packed } from '../codec/packing.js';
import type { StoredRecord } from '../codec/stored-record.js';
import type { ValueFormat } from '../codec/value-format.js';

/** The places of a record whose outcomes another one replaces. */
export type Again = readonly (readonly [seq: number, places: readonly number[]])[];

/** How far a run in a database has come with a record. */
export interface RecordCheckpoint extends Checkpoint {
  /** What all records together take up, as far as their length tells. */
  readonly bytes: number;
  /** The records that have `again`, so that reading knows of them from the start. */
  readonly replacing?: readonly Range[] | undefined;
}

/** How the body of a record is to be read. */
export interface BodyCoding extends Pick<Packed, 'packing'> {
  readonly format: ValueFormat['id'];
  /** Bytes before compression; left out where there is none. */
  readonly length?: number | undefined;
}

/** All of a record but its values and keys. */
export interface RecordHead
  extends RecordCheckpoint, BodyCoding, Omit<StoredRecord, 'keys' | 'values'> {
  readonly again?: Again;
}

/** @param members those of the chunk, as `encodedChunk` writes them. */
export function headText(
  members: string,
  { format, packing, length }: BodyCoding,
  again: Again,
  checkpoint: RecordCheckpoint,
): string {
  const { replacing, bytes } = checkpoint;
  const coding = packing === undefined ? '' : `,"packing":"${packing}","length":${String(length)}`;
  const replaced = again.length === 0 ? '' : `,"again":${JSON.stringify(again)}`;
  const others = replacing === undefined ? '' : `,"replacing":${JSON.stringify(replacing)}`;
  return (
    `{${members},"format":"${format}"${coding}${replaced}${others},"bytes":${bytes}` +
    checkpointMembers(checkpoint)
  );
}

/** Undefined for what is no head. */
export function parsedHead(text: string): RecordHead | undefined {
  try {
    const head = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
    const isHead = head !== null && Array.isArray(head['ranges']) && isCheckpoint(head);
    return isHead ? (head as unknown as RecordHead) : undefined;
  } catch {
    return undefined;
  }
}
