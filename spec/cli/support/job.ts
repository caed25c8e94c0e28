import { defineBatch, type BatchDefinition } from '../../../src/run/define-batch.js';
import { makeDesk } from './shell.js';

/** A folder with a module `job.mjs`, whose batch a spec can set. */
export async function makeJobDesk() {
  const desk = await makeDesk();
  const key = `sluice-job-${desk.path}`;
  const realm = globalThis as unknown as Record<string, unknown>;
  await desk.write('job.mjs', `export default globalThis[${JSON.stringify(key)}];\n`);
  return Object.assign(desk, {
    /** Only before the module is loaded for the first time. */
    define<T, R>(definition: BatchDefinition<T, R>): void {
      realm[key] = defineBatch(definition);
    },
  });
}

export type JobDesk = Awaited<ReturnType<typeof makeJobDesk>>;
