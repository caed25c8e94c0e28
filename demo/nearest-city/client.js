// @ts-check

/** What the service said instead of an answer: 413, 503, ... */
export class RefusedError extends Error {
  /** @override */
  name = 'RefusedError';

  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(`${status}: ${message}`);
    this.status = status;
  }
}

/** Asks the service, and counts the requests that this took. */
export class Client {
  requests = 0;

  /** @param {string} url */
  constructor(url) {
    this.url = url;
  }

  /**
   * Asks for the nearest city of each place: one request, one answer per place, in the same order.
   * @param {readonly import('./data.js').Place[]} places
   * @param {AbortSignal | null} [signal] aborts the request
   * @returns {Promise<import('./service.js').Answer[]>}
   */
  async nearestCities(places, signal = null) {
    this.requests += 1;
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(places.map(({ lat, lng }) => ({ lat, lng }))),
      signal,
    });
    const body = await response.json();
    if (!response.ok) throw new RefusedError(response.status, body.error);
    return body;
  }
}
