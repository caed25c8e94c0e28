// @ts-check

const ROWS_A_TURN = 5_000; // some milliseconds
const NAMES = ['Ada', 'Grace', 'Katherine', 'Radia', 'Barbara', 'Karen', 'Hedy'];
const CITIES = ['London', 'New York', '"Hampton, Virginia"', 'Boston', 'Zürich'];

/**
 * Makes a CSV file, with a broken row here and there. The browser holds it, and not the heap of this
 * page, which also stays responsive meanwhile. As many rows are the same file, whenever it is made.
 * @param {number} rows
 */
export async function makeFile(rows) {
  const parts = [new Blob(['id,name,email,city\n'])];
  for (let id = 1; id <= rows; id += ROWS_A_TURN) {
    parts.push(new Blob(linesFrom(id, Math.min(rows, id + ROWS_A_TURN - 1))));
    await new Promise((resolve) => setTimeout(resolve));
  }
  return new File(parts, 'made.csv', { type: 'text/csv', lastModified: 0 });
}

/**
 * @param {number} from
 * @param {number} to
 */
function linesFrom(from, to) {
  const lines = [];
  for (let id = from; id <= to; id++) lines.push(lineOf(id));
  return lines;
}

/** @param {number} id */
function lineOf(id) {
  const name = NAMES[id % NAMES.length];
  if (id % 2_500 === 1_250) return `${id},${name}\n`; // fields are missing
  const at = id % 1_000 === 500 ? '' : '@';
  return `${id},${name},${name}.${id}${at}example.org,${CITIES[id % CITIES.length]}\n`;
}
