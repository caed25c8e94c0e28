const spec = 'spec/node/binary-store.node.spec.ts';
const opened = 'spec/node/open-store.node.spec.ts';
const J = 'src/node/json-lines';

/** What is wrong, the file, what is found in it, what stands there instead, and the spec that tells. */
const faults = [
  [
    'a run of the other format goes on',
    `${J}/open-run.ts`,
    'if (found !== format.id)',
    "if (found === 'any')",
    spec,
  ],
  [
    'older readers take a run for one of theirs',
    `${J}/open-run.ts`,
    "  if (format.id === 'cbor') return VERSIONS.binary;\n",
    '',
    spec,
  ],
  [
    'text in a damaged body passes for the beginning of a line',
    `${J}/format.ts`,
    '(?<![^\\n])',
    '(?<![^\\r\\n])',
    'spec/node/json-lines/format.node.spec.ts',
  ],
  [
    'the body of a record is not written',
    `${J}/writer.ts`,
    'this.#lines.add(line.members, body)',
    'this.#lines.add(line.members)',
    spec,
  ],
  [
    'the body of a compressed record is not written',
    `${J}/writer.ts`,
    'lines.add(parts.members, parts.body)',
    'lines.add(parts.members)',
    spec,
  ],
  [
    'values are compressed, and nothing says so',
    `${J}/encode.ts`,
    '  const [head = \'\', end = \'\'] = members;\n  return { members: [head, `,"packing":"${packing}","length":${length}`, end], body: bytes };',
    '  void length;\n  return { members, body: bytes };',
    spec,
  ],
  [
    'the length of what is compressed is not looked at',
    `${J}/records.ts`,
    'length: packing === undefined ? body.length : length }',
    'length: packing === undefined ? body.length : length || 100_000 }',
    spec,
  ],
  [
    'a body that is no CBOR passes for an error of the program',
    `${J}/records.ts`,
    'if (error instanceof SluiceError) throw error;',
    'throw error;',
    spec,
  ],
  [
    'segments of bytes are not found',
    `${J}/layout.ts`,
    'const SEGMENT = /^(\\d{6,15})\\.(?:jsonl|bin)$/;',
    'const SEGMENT = /^(\\d{6,15})\\.jsonl$/;',
    spec,
  ],
  [
    'openStore takes no notice of the format',
    'src/node/open-store.ts',
    "format === 'binary' ? cborValues : jsonValues",
    'jsonValues',
    opened,
  ],
  [
    'openStore drops the other options',
    'src/node/open-store.ts',
    'jsonValues, dir, rest)',
    'jsonValues, dir, undefined)',
    opened,
  ],
];

export default faults.map(([name, file, find, replace, told]) => ({
  name: `binaryStore: ${name}`,
  ...{ file, find, replace, spec: told },
}));
