// @ts-check

/**
 * A point on the globe, in degrees.
 * @typedef {{ lat: number, lng: number }} Point
 */

const EARTH_RADIUS_KM = 6371.0088; // the mean radius of the IUGG, as the haversine check uses it too
const RADIANS = Math.PI / 180;

/**
 * Prepares the search for the nearest of many points and returns it.
 *
 * Every point becomes a unit vector, since the straight line through the globe is shortest exactly
 * where the great circle is: no cosines per comparison, and the poles and the antimeridian need no
 * case of their own. It compares with every point and uses no index, because the demo wants a
 * service whose cost per place is the same everywhere.
 *
 * @template {Point} C
 * @param {readonly C[]} points at least one
 * @returns {(from: Point) => { point: C, km: number }}
 */
export function nearestAmong(points) {
  const vectors = new Float64Array(points.length * 3);
  points.forEach((point, i) => vectors.set(unitVector(point), i * 3));

  return (from) => {
    const [x, y, z] = unitVector(from);
    let nearest = 0;
    let least = Infinity; // the square of the chord; its root is taken once, at the end
    for (let i = 0; i < vectors.length; i += 3) {
      const dx = vectors[i] - x;
      const dy = vectors[i + 1] - y;
      const dz = vectors[i + 2] - z;
      const squared = dx * dx + dy * dy + dz * dz;
      if (squared < least) {
        least = squared;
        nearest = i;
      }
    }
    return { point: points[nearest / 3], km: arcOfChord(Math.sqrt(least)) };
  };
}

/**
 * @param {Point} point
 * @returns {[x: number, y: number, z: number]}
 */
function unitVector({ lat, lng }) {
  const towardsEquator = Math.cos(lat * RADIANS);
  return [
    towardsEquator * Math.cos(lng * RADIANS),
    towardsEquator * Math.sin(lng * RADIANS),
    Math.sin(lat * RADIANS),
  ];
}

/** @param {number} chord of the unit sphere; rounding may carry it a little past the diameter of 2 */
function arcOfChord(chord) {
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, chord / 2));
}
