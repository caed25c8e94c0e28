/**
 * Asks the browser to keep what the site stores until the user removes it, where it would clear it by
 * itself when space is short. Firefox asks the user; others decide by how the site is used.
 *
 * Resolves to whether it is kept; false also where the browser, or a page without https, has no such
 * thing. Asked again, it gives the same answer.
 *
 * @example
 * ```ts
 * import { persistStorage } from 'sluice/browser';
 *
 * if (!(await persistStorage())) console.log('results may be cleared when space is short');
 * ```
 */
export async function persistStorage(): Promise<boolean> {
  const { navigator } = globalThis as { navigator?: { storage?: Partial<StorageManager> } };
  const storage = navigator?.storage;
  return (await storage?.persisted?.()) === true || (await storage?.persist?.()) === true;
}
