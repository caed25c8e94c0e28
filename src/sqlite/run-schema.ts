import { schemaOf } from './schema.js';

/**
 * `records` has a row for each chunk. What else tells of its items is made of the head when it is
 * written, so that `results` finds it: failures by their place, and what a later record replaced.
 * Keys are JSON, since SQLite would make the same of two halves of characters.
 */
const TABLES = `
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  created_at REAL NOT NULL,
  fingerprint TEXT NOT NULL,
  state TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  holder TEXT
) STRICT;
CREATE TABLE records (
  run INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  sum INTEGER NOT NULL,
  head TEXT NOT NULL,
  keys TEXT,
  body ANY,
  PRIMARY KEY (run, seq)
) STRICT;
CREATE TABLE keys (
  run INTEGER NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE failures (
  run INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  place INTEGER NOT NULL,
  nth INTEGER NOT NULL,
  PRIMARY KEY (run, seq, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE replaced (
  run INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  place INTEGER NOT NULL,
  PRIMARY KEY (run, seq, place)
) STRICT, WITHOUT ROWID;
`;

/** `[0,0,0]` for three places: SQLite has no series of its own. */
const places = (count: string) =>
  `json_each('[' || substr(replace(hex(zeroblob(${count})), '00', ',0'), 2) || ']')`;

/** A row for each item. `->` keeps numbers and text as they were written. */
const VIEW = `
CREATE VIEW results AS
WITH stretches AS (
  SELECT r.run, r.seq, g.value ->> 0 AS start, (g.value ->> 1) - (g.value ->> 0) AS length,
    coalesce(sum((g.value ->> 1) - (g.value ->> 0)) OVER (
      PARTITION BY r.run, r.seq ORDER BY g.key ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0) AS place
  FROM records r, json_each(r.head, '$.ranges') g
)
SELECT
  u.name AS run,
  s.start + n.key AS position,
  r.keys ->> ('$[' || (s.place + n.key) || ']') AS key,
  coalesce(r.head ->> ('$.failures[' || f.nth || '].kind'), 'fulfilled') AS status,
  CASE
    WHEN f.nth IS NOT NULL OR r.head ->> '$.packing' IS NOT NULL THEN NULL
    WHEN EXISTS (SELECT 1 FROM json_each(r.head, '$.undefined') m WHERE m.value = s.place + n.key) THEN NULL
    ELSE r.body -> ('$[' || (s.place + n.key) || ']')
  END AS value,
  coalesce(
    r.head -> ('$.failures[' || f.nth || '].error'),
    r.head -> ('$.failures[' || f.nth || '].reason')
  ) AS reason,
  r.head ->> '$.packing' AS packing
FROM runs u
JOIN stretches s ON s.run = u.id
JOIN records r ON r.run = s.run AND r.seq = s.seq
JOIN ${places('s.length')} n
LEFT JOIN failures f ON f.run = r.run AND f.seq = r.seq AND f.place = s.place + n.key
WHERE NOT EXISTS (
  SELECT 1 FROM replaced x WHERE x.run = r.run AND x.seq = r.seq AND x.place = s.place + n.key
);
`;

/** Of a file that holds runs. */
export const runSchema = schemaOf(0x736c7563, 1, `${TABLES}${VIEW}`);
