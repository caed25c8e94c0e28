import { MissingPeerError } from './missing-peer-error.js';

/** What is used of Papa Parse. */
export interface Papa {
  parse(
    text: string,
    config: {
      readonly delimiter: string;
      readonly newline: string;
      readonly header: false;
      readonly skipEmptyLines: false;
    },
  ): { readonly data: string[][]; readonly errors: readonly { readonly message: string }[] };
}

/** Loads Papa Parse when the first CSV file is read: who reads none need not have it. */
export async function loadPapa(): Promise<Papa> {
  try {
    // @ts-expect-error -- it brings no types, and those of DefinitelyTyped bring the globals of Node
    const papa = (await import('papaparse')) as { readonly default: Papa };
    return papa.default;
  } catch (cause) {
    throw new MissingPeerError('readCsv', 'papaparse', '5', cause);
  }
}
