const packer = { spec: 'spec/store/codec/packer.spec.ts' };
const cbor = { spec: 'spec/store/codec/cbor-values.spec.ts' };

export default [
  {
    ...packer,
    name: 'packer: what follows the end is not looked at',
    file: 'src/store/codec/zlib-coding.ts',
    find: "    if (engine.bytesWritten !== bytes.length) throw new Error('there is more after its end');\n",
    replace: '',
  },
  {
    ...packer,
    name: 'packer: fewer bytes than declared are taken',
    file: 'src/store/codec/packer.ts',
    find: 'if (body.length !== length) throw',
    replace: 'if (body.length > length) throw',
  },
  {
    ...packer,
    name: 'packer: what does not get smaller is compressed all the same',
    file: 'src/store/codec/packer.ts',
    find: 'return bytes.length < body.length ?',
    replace: 'return bytes.length > 0 ?',
  },
  {
    ...packer,
    name: 'packer: auto never tries again',
    file: 'src/store/codec/packer.ts',
    find: '      untried--;\n',
    replace: '',
  },
  {
    ...packer,
    name: 'packer: auto forgets what it saw before',
    file: 'src/store/codec/packer.ts',
    find: 'const MEMORY = 3 / 4;',
    replace: 'const MEMORY = 0;',
  },
  {
    ...cbor,
    name: 'cborValues: -0 becomes 0',
    file: 'src/store/codec/cbor-bytes.ts',
    find: ' && !Object.is(value, -0)',
    replace: '',
  },
  {
    ...cbor,
    name: 'cborValues: half a surrogate pair becomes another character',
    file: 'src/store/codec/cbor-bytes.ts',
    find: '    if (written !== length && LONE_SURROGATE.test(text)) return false;\n',
    replace: '',
  },
  {
    ...cbor,
    name: 'cborValues: a hole becomes undefined',
    file: 'src/store/codec/cbor-writer.ts',
    find: 'item === undefined && !(i in array)',
    replace: 'item === null && !(i in array)',
  },
  {
    ...cbor,
    name: 'cborValues: a mark at the beginning of a text is lost',
    file: 'src/store/codec/cbor-reader.ts',
    find: 'ignoreBOM: true',
    replace: 'ignoreBOM: false',
  },
  {
    ...cbor,
    name: 'cborValues: __proto__ is assigned',
    file: 'src/store/codec/cbor-reader.ts',
    find: 'if (!(name in members)) members[name] = value;',
    replace: 'if (!Object.hasOwn(members, name)) members[name] = value;',
  },
  {
    ...cbor,
    name: 'cborValues: reads deeper than it writes',
    file: 'src/store/codec/cbor-reader.ts',
    find: 'if (depth >= cbor.DEEPEST) throw',
    replace: 'if (depth > cbor.DEEPEST) throw',
  },
];
