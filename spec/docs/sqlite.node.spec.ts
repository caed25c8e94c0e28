import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDriver } from '../../src/sqlite/load-driver.js';
import { sqliteStore } from '../../src/sqlite/sqlite-store.js';
import { makeDir } from '../node/support/dirs.js';

const PAGE = 'docs/sqlite.md';

/** What each query of the page gives of the run below, in their order. */
const ANSWERS = [
  [
    ['fulfilled', 2],
    ['rejected', 1],
  ],
  [[1, 'b']],
  [['no', 1]],
  [['enrich-2026', 'completed', null]],
];

describe(PAGE, () => {
  it('should show queries that answer what they say', async () => {
    const dir = await makeDir();
    try {
      const file = join(dir.path, 'run.db');
      const store = sqliteStore(file, { durability: 'process' });
      const writer = await store.open({
        runId: 'enrich-2026',
        fingerprint: { identity: 'position' },
        resume: true,
      });
      await writer.append({
        ranges: [[0, 3]],
        values: [{ name: 'a', score: 9 }, { name: 'b', score: 10.5 }, undefined],
        failures: new Map([[2, { kind: 'rejected', reason: new Error('no') }]]),
      });
      await writer.close('completed');
      const connection = (await loadDriver('spec')).open(file, true);
      const sql = [...readFileSync(PAGE, 'utf8').matchAll(/^```sql\n(.*?)^```$/gms)];
      const answers = sql.map(([, query = '']) =>
        connection
          .prepare(query)
          .all()
          .map((row) => Object.values(row)),
      );
      const columns = Object.keys(connection.prepare('SELECT * FROM results').get() ?? {});
      connection.close();

      expect(answers as unknown).toEqual(ANSWERS);
      const named = [...readFileSync(PAGE, 'utf8').matchAll(/^\| `(\w+)` \|/gm)];
      expect(columns).toEqual(named.map(([, name = '']) => name));
    } finally {
      await dir.remove();
    }
  });
});
