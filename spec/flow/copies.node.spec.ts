import { cpSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import * as rxjs from 'rxjs';
import * as sluice from '../../src/index.js';
import { macrotask } from '../support/ticks.js';
import { byPlainObserver, bySubscriber } from './canary-shape.js';

type Rxjs = typeof rxjs;
type Sluice = typeof sluice;

const FOLDER = resolve('build/copies');

/** Another copy of RxJS, loaded from files of its own. */
function anotherRxjs(): Rxjs {
  cpSync('node_modules/rxjs/dist/cjs', `${FOLDER}/rxjs`, { recursive: true });
  writeFileSync(`${FOLDER}/rxjs/package.json`, '{ "type": "commonjs" }');
  return createRequire(`${FOLDER}/`)('./rxjs/index.js') as Rxjs;
}

/** Another copy of the library, on the RxJS of the specs or on one bundled into it. */
async function anotherSluice(name: string, bundlesRxjs: boolean): Promise<Sluice> {
  const outfile = `${FOLDER}/${name}-${process.pid}.mjs`;
  await build({
    entryPoints: ['src/index.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    external: bundlesRxjs ? [] : ['rxjs', 'rxjs-for-await'],
    logLevel: 'error',
  });
  return (await import(pathToFileURL(outfile).href)) as Sluice;
}

/** Demand between a source of one copy and a boundary of another: four slots. */
function stuck({ mapConcurrent }: Sluice, flow?: sluice.Flow) {
  const options = { concurrency: 3, prefetch: 1, flow };
  return mapConcurrent(() => new Promise<never>(() => {}), options);
}

describe('two copies', () => {
  let anotherRx: Rxjs;
  let others: Record<string, Sluice>;

  beforeAll(async () => {
    anotherRx = anotherRxjs();
    others = {
      'on the same RxJS': await anotherSluice('same-rxjs', false),
      'on an RxJS of its own': await anotherSluice('own-rxjs', true),
    };
  });

  const names = ['on the same RxJS', 'on an RxJS of its own'];

  class Counted {
    pulled = 0;
    *rows(): Generator<number, void, undefined> {
      while (this.pulled < 1000) yield ++this.pulled;
    }
  }

  const shapes: Record<
    string,
    (rows$: rxjs.Observable<number>, rx: Rxjs) => rxjs.Observable<number>
  > = {
    'nothing between': (rows$) => rows$,
    'operators between': (rows$, rx) =>
      rows$.pipe(
        rx.map((row) => row + 1),
        rx.filter(() => true),
        rx.bufferCount(1),
        rx.mergeMap((list) => list),
      ),
    'the source as a late inner': (rows$, rx) =>
      rx.scheduled([0], rx.asapScheduler).pipe(rx.switchMap(() => rows$)),
    'the source second of a concat': (rows$, rx) =>
      rx.concat(rx.scheduled<never>([], rx.asapScheduler), rows$),
    'a share': (rows$, rx) => rows$.pipe(rx.share()),
    "an operator of one's own, chained": (rows$) => rows$.pipe(bySubscriber),
    "an operator of one's own, with a plain observer": (rows$) => rows$.pipe(byPlainObserver),
  };

  async function pulledThrough(source: Sluice, boundary: Sluice, shape: string, rx: Rxjs) {
    const counted = new Counted();
    const rows$ = source.fromSource(() => counted.rows());
    const build = shapes[shape] ?? ((same$) => same$);
    const subscription = build(rows$, rx).pipe(stuck(boundary)).subscribe();
    for (let i = 0; i < 3; i++) await macrotask();
    subscription.unsubscribe();
    return counted.pulled;
  }

  it('should be two', () => {
    expect(anotherRx.Observable).not.toBe(rxjs.Observable);
    for (const other of Object.values(others)) {
      expect(other.fromSource).not.toBe(sluice.fromSource);
      expect(other.fromSource([1])).toBeInstanceOf(Object);
    }
    const own = others['on an RxJS of its own']?.fromSource([1]);
    expect(own instanceof rxjs.Observable).toBeFalse();
  });

  for (const shape of Object.keys(shapes)) {
    it(`should let demand pass the operators of another RxJS: ${shape}`, async () => {
      expect(await pulledThrough(sluice, sluice, shape, anotherRx)).toBe(4);
    });

    for (const name of names) {
      it(`should find a boundary of ours from a source of a copy ${name}: ${shape}`, async () => {
        expect(await pulledThrough(others[name] ?? sluice, sluice, shape, rxjs)).toBe(4);
      });

      it(`should find a boundary of a copy ${name} from a source of ours: ${shape}`, async () => {
        expect(await pulledThrough(sluice, others[name] ?? sluice, shape, rxjs)).toBe(4);
      });
    }
  }

  for (const name of names) {
    it(`should mind both boundaries, one of ours and one of a copy ${name}`, async () => {
      const other = others[name] ?? sluice;
      for (const [upper, lower] of [
        [sluice, other],
        [other, sluice],
      ] as const) {
        const counted = new Counted();
        const one = { concurrency: 1, prefetch: 0 };
        const subscription = sluice
          .fromSource(() => counted.rows())
          .pipe(
            upper.mapConcurrent(async (row) => row, one),
            stuck(lower),
          )
          .subscribe();
        for (let i = 0; i < 5; i++) await macrotask();

        expect(counted.pulled).toBe(4);
        subscription.unsubscribe();
      }
    });

    it(`should take an explicit flow of ours in a copy ${name}, and one of its own in ours`, () => {
      const other = others[name] ?? sluice;
      for (const [maker, user] of [
        [sluice, other],
        [other, sluice],
      ] as const) {
        const flow = maker.createFlow();
        const events: sluice.FlowEvent[] = [];
        flow.events$.subscribe((event) => events.push(event));
        const errors: unknown[] = [];
        const subject = new rxjs.Subject<number>();
        const counted = new Counted();

        const below = subject.pipe(stuck(user, flow)).subscribe({ error: (e) => errors.push(e) });
        const above = user.fromSource(() => counted.rows(), { flow }).subscribe(subject);

        expect(errors).toEqual([]);
        expect([counted.pulled, flow.open]).toEqual([4, false]);
        expect(events).toEqual([]);
        above.unsubscribe();
        below.unsubscribe();
        expect(flow.open).toBeTrue();
      }
    });
  }
});
