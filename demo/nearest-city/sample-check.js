// @ts-check
// Written apart from nearest.js on purpose, with another formula, so that both would have to be
// wrong in the same way to agree.

/** @typedef {{ place: import('./data.js').Place, answer: import('./service.js').Answer }} Found */

const EARTH_RADIUS_KM = 6371.0088;
const TOLERANCE_KM = 0.001; // the formulas round differently; a wrong city is off by far more

/**
 * Computes the answers of a sample anew and returns those that differ.
 * Distances are compared, not names: two cities may be equally near.
 * @param {readonly Found[]} sample
 * @param {readonly import('./data.js').Place[]} cities
 */
export function wrongAnswers(sample, cities) {
  return sample.filter(({ place, answer }) => {
    const named = cities.filter(
      (city) => city.name === answer.city && city.country === answer.country,
    );
    const toNamed = Math.min(...named.map((city) => haversine(place, city)));
    const least = cities.reduce((km, city) => Math.min(km, haversine(place, city)), Infinity);
    return !(
      Math.abs(answer.km - least) < TOLERANCE_KM && Math.abs(toNamed - least) < TOLERANCE_KM
    );
  });
}

/**
 * The great-circle distance in km.
 * @param {import('./nearest.js').Point} a
 * @param {import('./nearest.js').Point} b
 */
export function haversine(a, b) {
  const southToNorth = radians(b.lat - a.lat);
  const westToEast = radians(b.lng - a.lng);
  const h =
    Math.sin(southToNorth / 2) ** 2 +
    Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(westToEast / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** @param {number} degrees */
function radians(degrees) {
  return (degrees * Math.PI) / 180;
}
