import { NEVER } from 'rxjs';
import { fromSource } from '../../../src/flow/from-source.js';
import { mapConcurrent } from '../../../src/work/map-concurrent.js';
import { Probe, probedSources } from '../../support/probe.js';
import { Reader } from '../../support/reader.js';
import { microtasks } from '../../support/ticks.js';

const immediates = () =>
  process.getActiveResourcesInfo().filter((resource) => resource === 'Immediate').length;

describe('a source in Node', () => {
  it('should hold no handle while it is parked', async () => {
    const before = process.getActiveResourcesInfo();
    const reader = new Reader().read(
      fromSource(probedSources['generator']!(new Probe())).pipe(mapConcurrent(() => NEVER)),
    );
    await microtasks(10);

    expect(process.getActiveResourcesInfo()).toEqual(before);
    reader.leave();
    expect(process.getActiveResourcesInfo()).toEqual(before);
  });

  for (const [kind, probed] of Object.entries(probedSources)) {
    it(`should leave no handle when it is left while it yields, as ${kind}`, async () => {
      const before = immediates();
      let now = 0;
      spyOn(performance, 'now').and.callFake(() => (now += 10));
      const reader = new Reader().read(fromSource(probed(new Probe()), { flow: null }));
      for (let i = 0; i < 10_000 && immediates() === before; i++) await microtasks(1);
      expect(immediates()).toBe(before + 1);
      reader.leave();

      expect(immediates()).toBe(before);
    });
  }
});
