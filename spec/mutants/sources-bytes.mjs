const input = 'src/sources/byte-input.ts';
const bytes = 'src/sources/bytes.ts';
const opened = 'src/sources/open-bytes.ts';
const gunzip = 'src/sources/gunzip.ts';
const inputs = 'spec/sources/byte-input.spec.ts';
const reading = 'spec/sources/bytes.spec.ts';
const files = 'spec/sources/bytes.node.spec.ts';
const opening = 'spec/sources/open-bytes.spec.ts';
const unpacking = 'spec/sources/gunzip.spec.ts';
const members = 'spec/sources/gunzip.node.spec.ts';

export default [
  {
    name: 'sources: a locked stream is taken',
    file: input,
    find: 'if (isStream(input) && input.locked)',
    replace: 'if (false as boolean)',
    spec: 'spec/sources/bad-input.spec.ts',
  },
  {
    name: 'sources: an empty path is opened',
    file: input,
    find: "if (input === '') throw outOfRange(where, name, 'a path that is not empty', input);",
    replace: '',
    spec: 'spec/sources/bad-input.spec.ts',
  },
  {
    name: 'sources: a URL of the web passes for a file',
    file: input,
    find: " && url.protocol === 'file:'",
    replace: '',
    spec: inputs,
  },
  {
    name: 'sources: a File of the browser is no Blob',
    file: input,
    find: "typeof blob.arrayBuffer === 'function' && typeof blob.size === 'number'",
    replace: "typeof blob.arrayBuffer === 'function' && !('name' in blob)",
    spec: inputs,
  },
  {
    name: 'sources: a stream is sought',
    file: input,
    find: 'return isPath(input) || input instanceof Uint8Array || isBlob(input);',
    replace: "return typeof input !== 'function';",
    spec: inputs,
  },
  {
    name: 'sources: the standard input has no name',
    file: input,
    find: "return fd === 0 ? 'stdin' : undefined;",
    replace: 'return fd === 1 ? undefined : undefined;',
    spec: inputs,
  },
  {
    name: 'sources: a stream is read a second time',
    file: bytes,
    find: '  consumed.add(input);\n',
    replace: '',
    spec: reading,
  },
  {
    name: 'sources: the last block of a Blob is left out',
    file: bytes,
    find: 'if (this.#at >= this.size) return null;',
    replace: 'if (this.#at + this.block > this.size && this.#at > 0) return null;',
    spec: reading,
  },
  {
    name: 'sources: a Blob is read on after it was closed',
    file: bytes,
    find: 'this.#at = Infinity;',
    replace: '',
    spec: reading,
  },
  {
    name: 'sources: an empty block ends a stream',
    file: bytes,
    find: 'if (block?.length !== 0) return block;',
    replace: 'return block?.length === 0 ? null : block;',
    spec: reading,
  },
  {
    name: 'sources: a stream of objects is read as if they were bytes',
    file: bytes,
    find: 'throw new SourceTypeError(`the input must give bytes; it gave ${inspect(value)}`, value);',
    replace: 'return new Uint8Array(0);',
    spec: reading,
  },
  {
    name: 'sources: a web stream is not cancelled',
    file: bytes,
    find: '() => reader.cancel()',
    replace: '() => reader',
    spec: reading,
  },
  {
    name: 'sources: the standard input is left open',
    file: bytes,
    find: '() => source.close?.()',
    replace: '() => source.close',
    spec: files,
  },
  {
    name: 'sources: the handle of a file is not given back',
    file: bytes,
    find: '    await handle?.close();\n',
    replace: '',
    spec: files,
  },
  {
    name: 'sources: a file that is closed while it is opened is read',
    file: bytes,
    find: '    const handle = await this.#opened?.catch(() => undefined);\n    await handle?.close();',
    replace: '    if (this.#at !== 0) await (await this.#opened)?.close();',
    spec: files,
  },
  {
    name: 'sources: the first block is read again and again',
    file: bytes,
    find: 'if (this.#at !== null) this.#at += bytesRead;',
    replace: 'if (this.#at !== null) this.#at += this.#at === 0 ? bytesRead - 1 : bytesRead;',
    spec: files,
  },
  {
    name: 'sources: a pipe is sought',
    file: bytes,
    find: 'else this.#at = null;',
    replace: '',
    spec: 'spec/sources/line-source.node.spec.ts',
  },
  {
    name: 'sources: blocks are joined one over the other',
    file: bytes,
    find: 'at += part.length;',
    replace: 'at += part.length - 1;',
    spec: reading,
  },
  {
    name: 'sources: gzip is known by one byte',
    file: opened,
    find: 'whole[0] !== 0x1f || whole[1] !== 0x8b',
    replace: 'whole[0] !== 0x1f',
    spec: opening,
  },
  {
    name: 'sources: the block that was looked at is lost',
    file: opened,
    find: 'whole[1] !== 0x8b) return whole;',
    replace: 'whole[1] !== 0x8b) return undefined;',
    spec: opening,
  },
  {
    name: 'sources: gzip is unpacked far ahead of the reader',
    file: gunzip,
    find: 'const { done, value } = await unpacked.read();',
    replace: `const { done, value } = await unpacked.read();
        const ahead = ((globalThis as { ahead?: unknown[] }).ahead = [value]) as unknown[];
        for (let next = value; next !== undefined; ahead.push(next)) {
          next = (await unpacked.read()).value as typeof value;
        }`,
    spec: members,
  },
  {
    name: 'sources: gzip that comes byte by byte is not known',
    file: opened,
    find: 'while (head.length < 2 && ',
    replace: 'while (head.length < 1 && ',
    spec: opening,
  },
  {
    name: 'sources: compression none unpacks by the name',
    file: opened,
    find: "  if (compression === 'none') return bytes;\n",
    replace: '',
    spec: opening,
  },
  {
    name: 'sources: a name in capitals is not known for gzip',
    file: opened,
    find: 'file?.toLowerCase().endsWith',
    replace: 'file?.endsWith',
    spec: opening,
  },
  {
    name: 'sources: the size of packed bytes passes for the size of the text',
    file: gunzip,
    find: '    size: undefined,',
    replace: '    size: 5,',
    spec: opening,
  },
  {
    name: 'sources: gzip that is cut off is complete',
    file: gunzip,
    find: "throw new InputError(file, 'the gzip data is damaged or cut off', error);",
    replace: 'return null;',
    spec: unpacking,
  },
  {
    name: 'sources: the failure of a stream passes for damaged gzip',
    file: gunzip,
    find: 'if (packed.failure !== undefined) throw packed.failure.reason;',
    replace: '',
    spec: unpacking,
  },
  {
    name: 'sources: what is packed is not closed',
    file: gunzip,
    find: '      return bytes.close();',
    replace: '      return undefined;',
    spec: unpacking,
  },
  {
    name: 'sources: pieces of a packed block are left out',
    file: gunzip,
    find: 'this.#block = this.#block.subarray(PIECE);',
    replace: 'this.#block = this.#block.subarray(2 * PIECE);',
    spec: unpacking,
  },
];
