import type { Range } from '../../core/chunk.js';
import type { SourceMark } from '../../flow/resume.js';
import { exactJson } from './exact-json.js';

/** How far the run has come with a record, so that the last one tells all that opening needs. */
export interface Checkpoint {
  /** The positions that are stored, as few ranges as there can be. */
  readonly done: readonly Range[];
  /** Stored outcomes, and how many of them are no values. */
  readonly items: number;
  readonly failed: number;
  /** Outcomes that were written before, and that others have replaced; 0 is left out. */
  readonly replaced?: number | undefined;
  readonly mark?: SourceMark | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The end of an object: `,"done":[[0,100]],"items":100,"failed":0,"at":1790000000000}`. */
export function checkpointMembers(checkpoint: Checkpoint): string {
  const { done, items, failed, replaced = 0, mark, at } = checkpoint;
  const again = replaced === 0 ? '' : `,"replaced":${replaced}`;
  return `${markMember(mark)},"done":${JSON.stringify(done)},"items":${items},"failed":${failed}${again},"at":${at}}`;
}

/** A cursor that does not come back as it was is none: the source is then read from its beginning. */
function markMember(mark: SourceMark | undefined): string {
  if (mark === undefined) return '';
  const { position, cursor } = mark;
  if (cursor === undefined) return `,"mark":{"position":${position}}`;
  const json = exactJson(cursor);
  return json === undefined ? '' : `,"mark":{"position":${position},"cursor":${json}}`;
}

/** Whether it has the members that a checkpoint cannot be without. */
export function isCheckpoint(members: Readonly<Record<string, unknown>>): boolean {
  return (
    Array.isArray(members['done']) &&
    Number.isInteger(members['items']) &&
    Number.isInteger(members['failed'])
  );
}

/** Outcomes that were ever written: it grows with each record by as many as that has. */
export function writtenBy({ items, replaced = 0 }: Checkpoint): number {
  return items + replaced;
}

/** A mark as it was given: JSON leaves out a cursor of undefined. */
export function markOf({ mark }: Checkpoint): SourceMark | undefined {
  return mark === undefined ? undefined : { position: mark.position, cursor: mark.cursor };
}
