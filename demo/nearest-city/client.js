// @ts-check

/** What the service said instead of an answer: 413, 503, ... */
export class RefusedError extends Error {
  /** @override */
  name = 'RefusedError';

  /**
   * @param {Response} response with the status and headers that tell what to do about it
   * @param {string} message
   */
  constructor({ status, headers }, message) {
    super(`${status}: ${message}`);
    this.status = status;
    this.headers = headers;
  }
}

/** Asks the service, and counts the requests that this took. */
export class Client {
  requests = 0;
  /** Refused with 503, and with 413. */
  busy = 0;
  tooLarge = 0;
  /** Requests for places that had been asked for before: the same, or half of them. */
  retries = 0;

  /** @param {string} url */
  constructor(url) {
    this.url = url;
  }

  /**
   * Asks for the nearest city of each place: one request, one answer per place, in the same order.
   * @param {readonly import('./data.js').Place[]} places
   * @param {{ signal?: AbortSignal, attempt?: number }} [context] what aborts the request, and how
   * often these places have been asked for, this time included
   * @returns {Promise<import('./service.js').Answer[]>}
   */
  async nearestCities(places, { signal, attempt = 1 } = {}) {
    this.requests += 1;
    if (attempt > 1) this.retries += 1;
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(places.map(({ lat, lng }) => ({ lat, lng }))),
      signal: signal ?? null,
    });
    const body = await response.json();
    if (response.ok) return body;
    if (response.status === 503) this.busy += 1;
    if (response.status === 413) this.tooLarge += 1;
    throw new RefusedError(response, body.error);
  }
}
