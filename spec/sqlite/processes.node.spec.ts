import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadDriver } from '../../src/sqlite/load-driver.js';
import type { SqlDriver } from '../../src/sqlite/sql-driver.js';
import { sqliteStore } from '../../src/sqlite/sqlite-store.js';
import { makeDir } from '../node/support/dirs.js';
import { codeOf, read, record } from '../node/support/runs.js';
import { bundleScript } from '../support/run-script.js';
import { macrotask } from '../support/ticks.js';

/** By `npm run faults`: more of them. */
const RACES = Number(process.env['FAULTS_RACES'] ?? 10);
const MINUTES = 600_000;

type Message = Readonly<Record<string, unknown>>;

describe('sqliteStore, in several processes', () => {
  let script: string;
  let dir: Awaited<ReturnType<typeof makeDir>>;
  let driver: SqlDriver;
  let file: string;
  let children: ChildProcess[];

  beforeAll(async () => {
    script = await bundleScript('spec/sqlite/processes.script.ts');
    driver = await loadDriver('spec');
  });

  beforeEach(async () => {
    children = [];
    dir = await makeDir();
    file = join(dir.path, 'runs.db');
  });

  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await dir.remove();
  });

  function start(task: string, count = 0): ChildProcess {
    const child = fork(script, [task, file, String(count)], { stdio: 'inherit' });
    children.push(child);
    return child;
  }

  /** What it says next, or its exit code if it says no more. */
  const told = async (child: ChildProcess) => {
    const listening = new AbortController();
    const { signal } = listening;
    const said = ['message', 'exit'].map((event) => once(child, event, { signal }));
    const [message] = (await Promise.race(said)) as [Message];
    for (const each of said) each.catch(() => undefined);
    listening.abort();
    return message;
  };

  const open = () =>
    sqliteStore(file).open({
      runId: 'run',
      fingerprint: { identity: 'position' },
      resume: true,
    });

  /** What another program reads, in one statement. */
  function query(sql: string): unknown[] {
    const connection = driver.open(file, true);
    try {
      return Object.values(connection.prepare(sql).get() ?? {});
    } finally {
      connection.close();
    }
  }

  it(
    'should let one of two win a race for a run, and write',
    async () => {
      const both = [start('race', RACES), start('race', RACES)];
      const meet = async () => {
        const messages = await Promise.all(both.map(told));
        for (const child of both) child.send('go');
        return messages;
      };
      for (let round = 0; round < RACES; round++) {
        expect(await meet()).toEqual([{ ready: round }, { ready: round }]);
        const winners = (await meet()).filter(({ won }) => won === true);
        expect(winners.length).withContext(String(round)).toBe(1);
      }
      await Promise.all(both.map((child) => once(child, 'exit')));
      const infos = await sqliteStore(file).runs();
      expect(infos.map(({ state, items }) => `${state} ${items}`)).toEqual(
        Array.from({ length: RACES }, () => 'completed 2'),
      );
    },
    MINUTES,
  );

  it('should refuse to open what a frozen process holds, and to write what it has lost', async () => {
    const frozen = start('freeze');
    await told(frozen);
    const stat = () => readFile(`/proc/${frozen.pid}/stat`, 'utf8');
    while (!/[)] T /.test(await stat())) await macrotask();
    expect(await codeOf(open)).toBe('ERR_RUN_LOCKED');

    const connection = driver.open(file, false);
    connection.exec('UPDATE runs SET holder = NULL');
    connection.close();
    const writer = await open();
    await writer.append(record(2, 3, ['ours']));
    frozen.kill('SIGCONT');

    expect(await told(frozen)).toEqual({
      append: 'ERR_RUN_TAKEN_OVER',
      close: 'ERR_RUN_TAKEN_OVER',
    });
    await writer.append(record(3, 4, ['ours, too']));
    await writer.close('completed');
    const outcomes = await read(sqliteStore(file).results('run'));
    expect(outcomes.map((outcome) => 'value' in outcome && outcome.value)).toEqual([
      ...[0, 1, 'ours', 'ours, too'],
    ]);
  });

  it('should show whole chunks to others while it writes, and not be held up by them', async () => {
    const writing = start('write', 200);
    await told(writing);
    let hasEnded = false;
    void once(writing, 'exit').then(() => (hasEnded = true));
    const seen: number[] = [];
    while (!hasEnded) {
      const [items, last] = query('SELECT count(*), max(position) FROM results') as [
        number,
        number,
      ];
      if (items > 0) expect(last).toBe(items - 1);
      seen.push(items);
      const info = (await sqliteStore(file).runs())[0];
      expect((info?.items ?? 0) % 10).toBe(0);
    }

    expect(writing.exitCode).toBe(0);
    expect(seen.filter((items) => items % 10 !== 0)).toEqual([]);
    expect(query('SELECT count(*) FROM results')).toEqual([2000]);
  });
});
