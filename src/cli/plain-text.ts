/** Control characters, and those that turn the direction of writing. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * A text of somebody else on one line, with nothing in it that a terminal would obey: messages and
 * names of files may hold escape sequences.
 */
export function plainText(text: string, longest = 200): string {
  const plain = text.replace(UNSEEN, escaped);
  return plain.length <= longest ? plain : `${plain.slice(0, longest - 1)}…`;
}

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  if (character === '\n') return '\\n';
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
}
