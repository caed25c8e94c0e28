import { gzipSync } from 'node:zlib';
import type { Settings } from '../../../src/node/json-lines/open-run.js';
import { cborValues } from '../../../src/store/codec/cbor-values.js';
import { jsonValues } from '../../../src/store/codec/json-values.js';
import type { Packer } from '../../../src/store/codec/packing.js';

/** Compresses whatever it is given, so that small runs are enough. */
const packer: Packer = {
  pack: (body) => Promise.resolve({ bytes: gzipSync(body), packing: 'gzip', length: body.length }),
  unpack: () => {
    throw new Error('stores in files expand by themselves');
  },
};

const json = { where: 'jsonLinesStore', format: jsonValues };
const cbor = { where: 'binaryStore', format: cborValues };

/** How files can be written: by name, the settings, and how segments are called. */
export const FORMATS: readonly (readonly [string, Partial<Settings>, '.jsonl' | '.bin'])[] = [
  ['jsonLinesStore', json, '.jsonl'],
  ['jsonLinesStore by gzip', { ...json, packer }, '.jsonl'],
  ['binaryStore', cbor, '.bin'],
  ['binaryStore by gzip', { ...cbor, packer }, '.bin'],
];
