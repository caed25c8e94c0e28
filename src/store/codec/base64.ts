/** As many as an argument list holds on every platform. */
const AT_ONCE = 8192;

/** Bytes as a text of base64. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += AT_ONCE) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + AT_ONCE)));
  }
  return btoa(parts.join(''));
}

/** The bytes; throws for anything but what `toBase64` writes. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  // It forgives spaces and missing ends, and two texts would be the same bytes.
  if (btoa(binary) !== text) throw new SyntaxError('it is no base64');
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
