// @ts-check
// The demo service: POST /nearest takes an array of { lat, lng } and answers an array of
// { city, country, km }, one for each. Started by main.js as a child process, or alone:
//   node demo/nearest-city/service.js --port 8080
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { setImmediate as afterInput, setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { loadLargeCities } from './data.js';
import { count } from './format.js';
import { nearestAmong } from './nearest.js';

/** @typedef {{ city: string, country: string, km: number }} Answer */

const MAX_PLACES = 2_000; // more in one request: 413
const COMFORTABLE_PLACES = 500; // beyond these, a request costs more per place
const WAIT_PER_REQUEST = 30; // ms; a timer, as for a network or a disk, so requests overlap here
const BUSY_EVERY = 20; // each 20th request is answered 503, unless it is to be --reliable
const SAYS_WHEN_EVERY = 3; // each third of these says when to come back

// One search takes about 5 µs. A service worth calling does more for a place, so this one searches
// several times: real computing, of which its one thread has only so much. Beyond the comfortable
// size it searches three times as often, like a service whose working set no longer fits its cache.
const SEARCHES = 5;
const SEARCHES_WHEN_CROWDED = 15;

const { values: flags } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    reliable: { type: 'boolean', default: false },
  },
});

const nearest = nearestAmong(loadLargeCities());
let requests = 0;
/** @type {Promise<void>} */
let lastTurn = Promise.resolve();

const server = createServer((request, response) => {
  respond(request, response).catch((error) => {
    if (!response.destroyed) send(response, 500, { error: String(error) });
  });
});

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function respond(request, response) {
  if (request.method !== 'POST' || request.url !== '/nearest') {
    return send(response, 404, { error: 'only POST /nearest is here' });
  }
  const places = await json(request).catch(() => undefined);
  if (!isPlaces(places)) {
    return send(response, 400, {
      error: 'the body must be a JSON array of { lat, lng } in degrees',
    });
  }
  if (places.length > MAX_PLACES) {
    return send(response, 413, {
      error: `too many places in one request, at most ${count(MAX_PLACES)}`,
      largest: MAX_PLACES,
    });
  }
  requests += 1;
  if (!flags.reliable && requests % BUSY_EVERY === 0) {
    const saysWhen = requests % (BUSY_EVERY * SAYS_WHEN_EVERY) === 0;
    if (saysWhen) response.setHeader('retry-after', '1');
    return send(response, 503, { error: 'busy, try again' });
  }
  await wait(WAIT_PER_REQUEST);
  await turn();
  if (response.destroyed) return; // the caller has gone: compute nothing for nobody
  send(response, 200, places.map(answer));
}

/**
 * Requests compute one after the other, and arrivals are read between two of them. Without this, all
 * whose wait is over compute in one go, and those that came meanwhile begin to wait only after it.
 */
function turn() {
  lastTurn = lastTurn.then(() => afterInput());
  return lastTurn;
}

/**
 * @param {import('./nearest.js').Point} place
 * @param {number} index its place in the request
 * @returns {Answer}
 */
function answer(place, index) {
  const searches = index < COMFORTABLE_PLACES ? SEARCHES : SEARCHES_WHEN_CROWDED;
  let found = nearest(place);
  for (let i = 1; i < searches; i += 1) found = nearest(place);
  return { city: found.point.name, country: found.point.country, km: found.km };
}

/**
 * @param {unknown} body
 * @returns {body is import('./nearest.js').Point[]}
 */
function isPlaces(body) {
  return (
    Array.isArray(body) &&
    body.every((place) => isWithin(place?.lat, 90) && isWithin(place?.lng, 180))
  );
}

/**
 * @param {unknown} degrees
 * @param {number} limit
 */
function isWithin(degrees, limit) {
  return typeof degrees === 'number' && Math.abs(degrees) <= limit;
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {unknown} body
 */
function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

server.on('error', (error) => {
  console.error(`nearest-city service: ${error.message}`);
  process.exit(1);
});

// Loopback only: this is a demo, not something to offer to a network.
server.listen(Number(flags.port), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  if (process.send) process.send({ port });
  else console.log(`nearest-city service: http://127.0.0.1:${port}/nearest`);
});

if (process.send) {
  // Ctrl-C reaches the whole process group, and so may SIGTERM; the parent decides when to end, and
  // its end is ours, however it came about.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
  process.on('disconnect', () => process.exit());
}
