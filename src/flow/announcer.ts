import type { FlowEvent } from './events.js';
import type { Report } from './report.js';

const NOBODY: readonly never[] = [];

/** How a gate tells: reports to those who listen at it, events to those below it too. */
export abstract class Announcer {
  /** Explicit flows that are named here, and hear what is told here. */
  protected readonly named: Announcer[] = [];
  /** Who stands below. Kept when this one has left: what fails meanwhile, or later, is still told. */
  protected below: readonly Announcer[] = NOBODY;
  #reports: Set<(report: Report) => void> | undefined;
  #observers: Set<(event: FlowEvent) => void> | undefined;

  /** Whether anybody wants reports; nobody builds one otherwise. */
  get hasReportListeners(): boolean {
    return this.#reports !== undefined && this.#reports.size > 0;
  }

  onReport(listener: (report: Report) => void): () => void {
    const reports = (this.#reports ??= new Set());
    reports.add(listener);
    return () => reports.delete(listener);
  }

  report(report: Report): void {
    if (this.#reports !== undefined) for (const listener of [...this.#reports]) listener(report);
  }

  observe(observer: (event: FlowEvent) => void): () => void {
    const observers = (this.#observers ??= new Set());
    observers.add(observer);
    return () => observers.delete(observer);
  }

  /** Whether anybody hears events from here; nobody builds one otherwise. Asked for each chunk. */
  get isObserved(): boolean {
    if (this.hasObservers) return true;
    for (const explicit of this.named) if (explicit.hasObservers) return true;
    for (const parent of this.below) if (parent.isObserved) return true;
    return false;
  }

  /** The same, of this one alone. */
  get hasObservers(): boolean {
    return this.#observers !== undefined && this.#observers.size > 0;
  }

  /** Events go down to the root, and to the explicit flows that a boundary names. */
  announce(event: FlowEvent, told = new Set<Announcer>()): void {
    this.hear(event, told);
    for (const explicit of this.named) explicit.hear(event, told);
    for (const parent of this.below) parent.announce(event, told);
  }

  /** Tells the observers here, once, by however many ways the event comes. */
  hear(event: FlowEvent, told: Set<Announcer>): void {
    if (told.has(this)) return;
    told.add(this);
    if (this.#observers !== undefined) for (const tell of [...this.#observers]) tell(event);
  }
}
