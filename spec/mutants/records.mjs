/** Faults of stores on databases, each of which a spec has to notice. */
const SPEC = 'spec/store/records/record-store.spec.ts';
const CONTRACT = 'spec/store/records/record-store.contract.spec.ts';
const ANY = 'spec/store/records/record-store.property.spec.ts';
const of = (file, spec, faults) =>
  Object.entries(faults).map(([name, [find, replace]]) => ({
    ...{ name: `recordStore: ${name}`, file: `src/store/records/${file}.ts` },
    ...{ find, replace, spec },
  }));

export default [
  ...of('run-writer', SPEC, {
    'what waits goes on after a failed write': [
      'const all = [...batch, ...this.#waiting];\n        this.#waiting = [];',
      'const all = batch;',
    ],
    'a failed write takes the retried items with it': ['      retried.giveBack(taken);\n', ''],
    'a failed write counts': ['const stand = copyOf(this.#stored);', 'const stand = this.#stored;'],
    'a closed writer writes': [
      'if (this.#closed) throw',
      'if (this.#closed && this.done.length < 0) throw',
    ],
    'the run is given back before all is stored': ['      await this.#draining;\n', ''],
    'the lock is never given back': [
      '    } finally {\n      release();\n    }',
      '    } finally {\n      void release;\n    }',
    ],
    'a RangeError of the engine ends the run': [
      'if (!(error instanceof RangeError)) throw error;',
      'throw error;',
    ],
  }),
  ...of('run-rows', CONTRACT, {
    'two write one run': [
      'if (holder !== undefined && database.isAlive(holder)) throw',
      'if (holder === null) throw',
    ],
    'a writer that was taken over closes the run': [
      'if (row.epoch !== epoch) throw',
      'if (row.epoch < 0) throw',
    ],
    'openings are not counted': ['(found?.row.epoch ?? 0) + 1', '1'],
    'another way of telling items apart is taken': [
      "resume !== 'force' && !isSame",
      "resume === 'force' && !isSame",
    ],
    'the holder stays': ['holder: undefined };', 'holder: row.holder };'],
  }),
  ...of('run-rows', SPEC, {
    'a newer version is opened': [
      'if (version === RECORDS_VERSION) return;',
      'if (version > 0) return;',
    ],
    'one damaged run hides the others': [
      "return { ...rowInfo(row, undefined, holder), state: 'unreadable', error };",
      'throw error;',
    ],
  }),
  ...of('record-reader', SPEC, {
    'a record of another run is taken': ['row.runId === runId && ', ''],
    'damage passes': ['recordSum(row, bodySum(row.body)) === row.sum', 'row.sum >= -1'],
    'a record of another number passes': [
      'if (row.seq !== ++seq) throw this.#missing(seq);',
      '++seq;',
    ],
    'a record that counts others passes': [
      'if (written !== writtenBy(record.head)) {',
      'if (written < 0) {',
    ],
  }),
  ...of('record-sum', SPEC, {
    'a record may stand anywhere': ['${runId}/${seq}:${head}', '${head}'],
    'keys are not summed': ['keys === undefined ? bodySum : ', 'keys !== null ? bodySum : '],
  }),
  ...of('in-order', ANY, {
    'records come as they were stored': ['all.sort((a, b) => a.start - b.start);', ''],
    'what was replaced comes, too': ['for (const place of places) all.add(place);', ''],
  }),
  ...of('in-order', SPEC, {
    'replaced keys are read as positions': ['byKey ||= keys !== undefined;', ''],
  }),
  ...of('in-order', CONTRACT, {
    'nothing tells that records are missing': [
      'if (due === undefined) break;',
      'if (due === undefined) return;',
    ],
  }),
  ...of('retried-items', ANY, {
    'outcomes are replaced twice': ['      this.#places.delete(item);\n      taken', '      taken'],
    'skipped items run again': ["?? 'skipped') === 'skipped'", "?? 'skipped') === 'none'"],
  }),
  ...of('stand', ANY, {
    'what was replaced counts twice': [
      'stand.items += count - replaced.count;',
      'stand.items += count;',
    ],
    'a record without a mark forgets the last one': ['record.mark ?? stand.mark', 'record.mark'],
    'nobody knows which records replace others': [
      'if (replaced.count > 0) stand.replacing',
      'if (replaced.count < 0) stand.replacing',
    ],
  }),
  {
    name: 'crc32: a byte is summed at the wrong place',
    file: 'src/store/codec/crc32.ts',
    find: 'at(5, low >>> 16)',
    replace: 'at(5, low >>> 15)',
    spec: 'spec/store/codec/crc32.spec.ts',
  },
];
