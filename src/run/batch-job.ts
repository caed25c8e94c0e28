import type { Source } from '../flow/from-source.js';
import type { SourceContext } from '../flow/pull-source.js';
import type { ItemWork } from '../work/each-item.js';
import type { Work } from '../work/work.js';

/** Targets: anything that `fromSource` reads, or a function that makes it anew for each run. */
export type Targets<T> = Source<T> | ((context: SourceContext) => Source<T>);

/** What is to be done, with what. */
export interface BatchJob<T, R> {
  readonly targets: Targets<T>;
  readonly work: { readonly each: ItemWork<T, R> } | { readonly chunks: Work<T, R> };
}
