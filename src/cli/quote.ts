const SAFE = /^[A-Za-z0-9_./:,=@%+-]+$/;
/** What would break the line, or what a terminal would obey. */
// eslint-disable-next-line no-control-regex -- that is what it looks for
const CONTROL = /[\x00-\x1f\x7f-\x9f]/;

/** An argument as it has to be typed, for a shell of POSIX, or one of Windows. */
export function quote(argument: string, platform: string): string {
  if (SAFE.test(argument)) return argument;
  if (platform === 'win32') return `"${argument.replaceAll('"', '\\"')}"`;
  if (CONTROL.test(argument)) return `$'${Array.from(argument, ansiC).join('')}'`;
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}

function ansiC(character: string): string {
  if (character === "'" || character === '\\') return `\\${character}`;
  if (!CONTROL.test(character)) return character;
  const code = character.charCodeAt(0);
  // Three digits, so that a digit that follows is not taken for one more. Above ASCII by its number.
  return code < 128 ? `\\${code.toString(8).padStart(3, '0')}` : `\\u00${code.toString(16)}`;
}
