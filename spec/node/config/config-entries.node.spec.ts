import { configEntries } from '../../../src/node/config/config-entries.js';
import { placeIn } from '../../../src/node/config/config-text.js';
import { failureOf, told } from './support.js';

const read = (text: string) => configEntries(text, (offset) => placeIn('f', text, offset));
const refusal = async (text: string) => told(await failureOf(read(text)));

const NESTED = 'options are names and plain values: no lists, no maps in the map';
const NO_MAP = 'this must be a map of names to values';

describe('configEntries', () => {
  const values = async (text: string) =>
    Object.fromEntries((await read(text)).map(({ name, value }) => [name, value]));

  it('should give names, values, and where each begins', async () => {
    expect(await read('# first\na: 5\n"b":  x y # last\n')).toEqual([
      { name: 'a', nameAt: 8, value: 5, valueAt: 11 },
      { name: 'b', nameAt: 13, value: 'x y', valueAt: 19 },
    ]);
  });

  it('should read what YAML 1.2 calls numbers, booleans, texts and nothing', async () => {
    expect(await values('a: 1e3\nb: 0x10\nc: -1.5\nd: .inf')).toEqual({
      ...{ a: 1000, b: 16, c: -1.5, d: Infinity },
    });
    expect(await values('a: true\nb: False\nc: yes\nd: off')).toEqual({
      ...{ a: true, b: false, c: 'yes', d: 'off' },
    });
    expect(await values('a: 5s\nb: 1_000\nc: "5"\nd: 2026-11-23\ne: >-\n  x\n  y\n')).toEqual({
      ...{ a: '5s', b: '1_000', c: '5', d: '2026-11-23', e: 'x y' },
    });
    expect(await values('a:\nb: ~\nc: null\n? d')).toEqual({ a: null, b: null, c: null, d: null });
  });

  it('should not turn to YAML 1.1 where a file asks for it', async () => {
    expect(await values('%YAML 1.1\n---\na: yes\n<<: 5\n')).toEqual({ a: 'yes', '<<': 5 });
  });

  it('should read JSON, however it is laid out', async () => {
    expect(await values('{\r\n\t"a": 5,\r\n\t"b": "x\\/\\u0041",\r\n\t"c": null\r\n}')).toEqual({
      ...{ a: 5, b: 'x/A', c: null },
    });
  });

  it('should take an end of the document', async () => {
    expect(await values('---\na: 5\n...\n')).toEqual({ a: 5 });
  });

  for (const text of ['', '  \n', '# only this\n', '---\n', '\n'.repeat(5)]) {
    it(`should refuse ${JSON.stringify(text)}, since nothing is in it`, async () => {
      expect(await refusal(text)).toBe('1:1: there are no options in it');
    });
  }

  for (const text of ['- a: 5\n', '[1]', 'a', 'a=5', '5', '"a: 5"', '~', '|\n a: 5\n']) {
    it(`should refuse ${JSON.stringify(text)}, since it is no map`, async () => {
      expect(await refusal(text)).toBe(`1:1: ${NO_MAP}`);
    });
  }

  it('should refuse a second document, at its place', async () => {
    expect(await refusal('a: 5\n---\nb: 6\n')).toBe('2:1: there is a second document');
    expect(await refusal('a: 5\n...\nb: 6\n')).toBe('3:1: there is a second document');
  });

  it('should refuse what is nested, at its place', async () => {
    expect(await refusal('a: 5\nb:\n  c: 5\n')).toBe(`3:3: ${NESTED}`);
    expect(await refusal('a: 5\nb:\n- 5\n')).toBe(`3:1: ${NESTED}`);
    expect(await refusal('a: [5]\n')).toBe(`1:4: ${NESTED}`);
    expect(await refusal('{"a": {"b": 5}}')).toBe(`1:7: ${NESTED}`);
    expect(await refusal('a: 5\n? [b]\n: 5\n')).toBe(`2:3: ${NESTED}`);
  });

  it('should refuse anchors, aliases and tags, at their places, known ones too', async () => {
    expect(await refusal('a: 5\nb: &x 5\n')).toBe('2:4: options take no anchor');
    expect(await refusal('&x a: 5\n')).toBe('1:1: options take no anchor');
    expect(await refusal('--- &x\na: 5\n')).toBe('1:5: options take no anchor');
    expect(await refusal('a: 5\nb: *x\n')).toBe('2:4: options take no alias');
    expect(await refusal('*x : 5\n')).toBe('1:1: options take no alias');
    for (const tag of ['!!js/function', '!!int', '!!str', '!!binary', '!own', '!<tag:x>', '!']) {
      expect(await refusal(`a: 5\nb: ${tag} "5"\n`))
        .withContext(tag)
        .toBe('2:4: options take no tag');
    }
    expect(await refusal('--- !!map\na: 5\n')).toBe('1:5: options take no tag');
  });

  it('should not expand a bomb of aliases', async () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 30; i++) lines.push(`b${i}: &b${i} [${'*a, '.repeat(9)}]`);
    expect(await refusal(lines.join('\n'))).toBe('1:4: options take no anchor');
  });

  it('should survive whatever is repeated', async () => {
    const parts = ['[', '{', '{"a":', '- ', '? ', 'a:\n', 'a: ', '[a: ', '&a ', '*a ', '!a ', '"'];
    const more = [
      "'",
      '|\n',
      '---\n',
      '%YAML 1.2\n',
      '%A\n',
      '#\n',
      '\n',
      ' ',
      '\t',
      ': ',
      ',',
      '{a,',
    ];
    for (const part of [...parts, ...more]) {
      for (const before of ['', 'a: ']) {
        const text = before + part.repeat(8000 / part.length);
        const end = await read(text).then(() => 'read', told);
        expect(end)
          .withContext(JSON.stringify(before + part))
          .toMatch(/^read$|^\d+:\d+: /);
      }
    }
  });

  it('should refuse nesting of 5,000, in every way of writing', async () => {
    const deep = (open: string, close = '') => `${open.repeat(5000)}5${close.repeat(5000)}`;
    expect(await refusal(`a: ${deep('[', ']')}`)).toBe(`1:4: ${NESTED}`);
    expect(await refusal(deep('{"a":', '}'))).toBe(`1:6: ${NESTED}`);
    expect(await refusal(deep('[', ']'))).toBe(`1:1: ${NO_MAP}`);
    expect(await refusal(deep('- '))).toBe(`1:1: ${NO_MAP}`);
    expect(await refusal(deep('? '))).toBe(`1:3: ${NESTED}`);
  });

  it('should tell where the text is no YAML', async () => {
    expect(await refusal('a: 5\nb: "x\n')).toMatch(/^3:1: this is no YAML: "Missing closing /);
    expect(await refusal('{"a": 5,, "b": 6}')).toMatch(/^1:9: this is no YAML: "Unexpected , /);
    expect(await refusal('{"a": 5')).toMatch(/^1:8: this is no YAML: /);
    expect(await refusal('\ta: 5\n')).toMatch(/^1:1: this is no YAML: "Tabs /);
    expect(await refusal('{"a": 5} // x')).toMatch(/^1:10: this is no YAML: /);
  });

  it('should refuse what the parser only warns of', async () => {
    expect(await refusal('%NEW 5\n---\na: 5\n')).toBe(
      '1:1: this is no YAML: "Unknown directive %NEW"',
    );
  });
});
