const file = 'src/sqlite/sqlite-cache.ts';
const spec = 'spec/sqlite/sqlite-cache.node.spec.ts';
const entry = 'src/store/codec/stored-entry.ts';

export default [
  {
    name: 'sqliteCache: two halves of characters are one key',
    file,
    find: 'statement.get(JSON.stringify(key))',
    replace: 'statement.get(`"${key}"`)',
    spec,
  },
  {
    name: 'sqliteCache: what cannot be kept leaves the entry before',
    file,
    find: 'if (entry === undefined) database.sql(DELETE).run(key);',
    replace: 'if (entry === undefined) continue;',
    spec,
  },
  {
    name: 'sqliteCache: an entry stays as it was first',
    file,
    find: 'ON CONFLICT (key) DO UPDATE SET at = excluded.at, body = excluded.body',
    replace: 'ON CONFLICT (key) DO NOTHING',
    spec,
  },
  {
    name: 'sqliteCache: to forget something makes a file',
    file,
    find: "this.#connection.read('delete from a cache'",
    replace: "this.#connection.write('delete from a cache'",
    spec,
  },
  {
    name: 'sqliteCache: what is deleted stays',
    file,
    find: 'for (const key of keys) database.sql(DELETE)',
    replace: 'for (const key of keys.slice(1)) database.sql(DELETE)',
    spec,
  },
  {
    name: 'caches: what cannot be kept is kept as undefined',
    file: entry,
    find: 'if (unfit.length > 0) return undefined;',
    replace: '',
    spec,
  },
  {
    name: 'caches: what is no value fails those beside it',
    file: entry,
    find: 'return undefined;\n  }\n}',
    replace: "throw new Error('no value');\n  }\n}",
    spec,
  },
];
