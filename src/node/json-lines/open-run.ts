import { basename, dirname, join } from 'node:path';
import { RunChangedError } from '../../core/run-changed-error.js';
import { RunExistsError } from '../../core/run-exists-error.js';
import { StoreFormatError } from '../../core/store-format-error.js';
import { StoreCorruptError } from '../../core/store-corrupt-error.js';
import { StoreVersionError } from '../../core/store-version-error.js';
import type { Packer } from '../../store/codec/packing.js';
import type { Fingerprint, OpenRun } from '../../store/result-store.js';
import type { Files } from '../files.js';
import { removeLeftovers } from './delete-run.js';
import type { Encoding } from './encode.js';
import { Failures, failuresIn } from './failures.js';
import { writtenBy, type Checkpoint } from '../../store/codec/checkpoint.js';
import { rangesIn, VERSIONS, type Header, type Recovered } from './format.js';
import { infoOf, recoveredOf, type FileRunInfo } from './info.js';
import { DELETING, formatOf, isTemporary } from './layout.js';
import { takeLease, type Lease } from './lease.js';
import { keysIn } from './records.js';
import { lastHeader, readRun, segmentsIn, type RunFiles } from './run-files.js';
import { Segment } from './segment.js';
import { Writer } from './writer.js';
import { tidily, writing } from './disk.js';

/** How a store writes. */
export interface Settings extends Encoding {
  readonly files: Files;
  readonly durability: 'power' | 'process';
  readonly segmentSize: number;
  /** Undefined where nothing is compressed. */
  readonly packer?: Packer | undefined;
}

/** Opens a run for writing: takes its lease, finds out how far it is, and begins a segment. */
export async function openRun(settings: Settings, folder: string, run: OpenRun): Promise<Writer> {
  const { files } = settings;
  await refuseNewer(files, folder);
  await refuseOther(settings, folder);
  const made = await makeFolder(files, folder);
  try {
    const lastEpoch = async () => (await lastHeader(files, folder))?.epoch ?? 0;
    const lease = await takeLease(files, folder, run.runId, lastEpoch);
    try {
      return await begin(settings, folder, run, lease);
    } catch (error) {
      await tidily(() => lease.release());
      throw error;
    }
  } catch (error) {
    if (made) await tidily(() => files.removeFolder(folder));
    throw error;
  }
}

/** Before anything is touched, be it only to lock it. Other damage is found under the lease. */
async function refuseNewer(files: Files, folder: string): Promise<void> {
  try {
    await lastHeader(files, folder);
  } catch (error) {
    if (error instanceof StoreVersionError) throw error;
  }
}

/** A run is in one format, so that whoever looks into its folder can tell what is in the files. */
async function refuseOther({ files, format }: Settings, folder: string): Promise<void> {
  for (const name of await segmentsIn(files, folder)) {
    const found = formatOf(name);
    if (found !== format.id) throw new StoreFormatError(join(folder, name), found, format.id);
  }
}

async function makeFolder(files: Files, folder: string): Promise<boolean> {
  const dir = dirname(folder);
  return writing(folder, async () => {
    if ((await files.kind(folder)) === 'folder') return false;
    if (await files.makeFolder(dir)) await files.syncFolder(dirname(dir));
    const made = await files.makeFolder(folder);
    if ((await files.kind(folder)) !== 'folder') {
      throw new StoreCorruptError(folder, 0, 'it is no folder');
    }
    await files.syncFolder(dir);
    return made;
  });
}

async function begin(
  settings: Settings,
  folder: string,
  run: OpenRun,
  lease: Lease,
): Promise<Writer> {
  const { files } = settings;
  const names = await files.list(folder);
  if (names.includes(DELETING)) await writing(folder, () => removeLeftovers(files, folder));
  const found = await readRun(files, folder, run.runId);
  if (found !== undefined) refuse(found, run);
  for (const name of names.filter(isTemporary))
    await tidily(() => files.remove(join(folder, name)));

  const { runId, fingerprint } = run;
  const now = Date.now();
  const createdAt = found?.segments[0]?.header.createdAt ?? now;
  const last: Checkpoint = found?.last ?? { done: [], items: 0, failed: 0, at: now };
  const whole = found && { ...found, torn: NOTHING };
  const failures = await replaceable(files, whole, run);
  const header = {
    version: versionFor(settings, found, failures),
    runId,
    epoch: lease.holder.epoch,
    createdAt,
    fingerprint,
  };
  const next = { ...header, ...following(found), ...last };
  const segment = await Segment.create(files, folder, next, settings.format.id);
  if (found !== undefined) await cutTorn(files, found, segment);

  const info = infoAsFound(folder, { ...header, ...last }, found);
  const keys = () => keysIn(files, whole);
  return new Writer({ ...settings, folder, lease, info, last, header, segment, keys, failures });
}

async function replaceable(
  files: Files,
  found: RunFiles | undefined,
  { retryFailed = false, fingerprint }: OpenRun,
): Promise<Failures> {
  if (!retryFailed || found === undefined) return new Failures();
  return failuresIn(files, found, fingerprint);
}

/** Readers of an older version would give what was replaced, or no values: they are to refuse the run. */
function versionFor(
  { packer, format }: Settings,
  found: RunFiles | undefined,
  { size }: Failures,
): number {
  if (format.id === 'cbor') return VERSIONS.binary;
  const before = found?.segments.at(-1)?.header.version ?? VERSIONS.once;
  const needed = packer !== undefined ? VERSIONS.packed : size > 0 ? VERSIONS.replaced : 0;
  return Math.max(before, needed);
}

/** Instead of what was torn, once that is known to be no part of the run. */
const NOTHING: RunFiles['torn'] = { bytes: Buffer.alloc(0), lines: false };

function refuse(found: RunFiles, { runId, fingerprint, resume }: OpenRun): void {
  if (resume === false) throw new RunExistsError(runId);
  const stored = found.segments.at(-1)?.header.fingerprint;
  if (stored === undefined || resume === 'force' || isSame(stored, fingerprint)) return;
  throw new RunChangedError(runId, stored, fingerprint);
}

function infoAsFound(
  folder: string,
  header: Parameters<typeof infoOf>[0] & Checkpoint,
  found: RunFiles | undefined,
): FileRunInfo {
  const cut = recoveredIn(found).map((each) => ({ ...each, file: join(folder, each.file) }));
  const recovered = [...recoveredOf(folder, found), ...cut];
  return { ...infoOf(header, header, found?.completed ?? false, undefined), recovered };
}

/** The place of the next segment. One without records is replaced, so that openings leave no trace. */
function following(
  found: RunFiles | undefined,
): Pick<Header, 'segment' | 'previous' | 'recovered'> {
  const recovered = recoveredIn(found);
  const last = found?.segments.at(-1);
  if (found === undefined || last === undefined) return { segment: 1, previous: 0, recovered };
  if (isEmpty(last.header, found.last)) {
    const { segment, previous } = last.header;
    return { segment, previous, recovered: [...last.header.recovered, ...recovered] };
  }
  return { segment: last.number + 1, previous: last.end, recovered };
}

const isEmpty = (header: Checkpoint, last: Checkpoint) => writtenBy(header) === writtenBy(last);

function recoveredIn(found: RunFiles | undefined): readonly Recovered[] {
  const last = found?.segments.at(-1);
  if (found === undefined || last === undefined || found.torn.bytes.length === 0) return [];
  const { bytes } = found.torn;
  const file = basename(last.path);
  return [{ file, offset: last.end, bytes: bytes.length, positions: rangesIn(bytes) }];
}

/** Last, since the header of the next segment says already what belongs to this one. */
async function cutTorn(files: Files, { segments, torn }: RunFiles, next: Segment): Promise<void> {
  const last = segments.at(-1);
  if (last === undefined || last.number === next.number || torn.bytes.length === 0) return;
  await tidily(async () => {
    const file = await files.open(last.path, 'edit');
    try {
      await file.truncate(last.end);
    } finally {
      await file.close();
    }
  });
}

function isSame(a: Fingerprint, b: Fingerprint): boolean {
  const members = (fingerprint: Fingerprint) => JSON.stringify(Object.entries(fingerprint).sort());
  return members(a) === members(b);
}
