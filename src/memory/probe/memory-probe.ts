/** One measure of the memory in use, in bytes, and what it may come to. */
export interface MemoryReading {
  readonly used: number;
  /** Where the platform ends the program, or the page; undefined where nobody knows. */
  readonly limit?: number | undefined;
}

/** Measures the memory in use: first what the program holds, then what else has a limit. */
export type MemoryProbe = () => readonly MemoryReading[];
