/** In a line, the end of its JSON where bytes follow: JSON has none such. */
export const BODY = 0;

const NEWLINE = 10;
/** Begins two bytes that stand for one. It is rare in CBOR, in text, and in what is compressed. */
const ESCAPE = 27;
const ESCAPED_NEWLINE = 42;

/**
 * Bytes that can stand in a line, since none of them ends it. So the files of both formats are lines,
 * and what finds the end of a run, or damage, need not know what is in them.
 */
export function escaped(body: Uint8Array): Uint8Array {
  const places = placesOf(body);
  if (places.length === 0) return body;
  const bytes = new Uint8Array(body.length + places.length);
  let from = 0;
  let to = 0;
  for (const place of places) {
    bytes.set(body.subarray(from, place), to);
    to += place - from;
    bytes[to++] = ESCAPE;
    bytes[to++] = body[place] === NEWLINE ? ESCAPED_NEWLINE : ESCAPE;
    from = place + 1;
  }
  bytes.set(body.subarray(from), to);
  return bytes;
}

/** What was escaped; throws for what never was. */
export function unescaped(bytes: Uint8Array): Uint8Array {
  let at = bytes.indexOf(ESCAPE);
  if (at < 0) return bytes;
  const body = new Uint8Array(bytes.length);
  let from = 0;
  let to = 0;
  for (; at >= 0; at = bytes.indexOf(ESCAPE, from)) {
    body.set(bytes.subarray(from, at), to);
    to += at - from;
    body[to++] = meaning(bytes[at + 1]);
    from = at + 2;
  }
  body.set(bytes.subarray(from), to);
  return body.subarray(0, to + bytes.length - from);
}

function meaning(byte: number | undefined): number {
  if (byte === ESCAPE) return ESCAPE;
  if (byte === ESCAPED_NEWLINE) return NEWLINE;
  throw new Error('its bytes are not as they are written');
}

/** By the search of the platform: most bodies have few of them. */
function placesOf(body: Uint8Array): number[] {
  const places: number[] = [];
  let newline = body.indexOf(NEWLINE);
  let escape = body.indexOf(ESCAPE);
  while (newline >= 0 || escape >= 0) {
    if (escape < 0 || (newline >= 0 && newline < escape)) {
      places.push(newline);
      newline = body.indexOf(NEWLINE, newline + 1);
    } else {
      places.push(escape);
      escape = body.indexOf(ESCAPE, escape + 1);
    }
  }
  return places;
}
