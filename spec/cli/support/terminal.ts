/**
 * What a terminal shows of an output: as much of one as is used. It throws at what it does not know,
 * such as a hidden cursor, and at a line that would wrap.
 */
export function screenOf(text: string, columns: number): readonly string[] {
  const rows: string[][] = [[]];
  let row = 0;
  let column = 0;
  // eslint-disable-next-line no-control-regex -- the escapes of a terminal
  for (const [piece] of text.matchAll(/\x1b\[\??\d*[A-Za-z]|[^]/gu)) {
    const escape = /^.\[(\??)(\d*)([A-Za-z])$/.exec(piece);
    const times = Number(escape?.[2] || 1);
    if (piece === '\n') {
      column = 0;
      rows[++row] ??= [];
    } else if (escape === null) {
      if (piece === '\x1b' || column === columns)
        throw new Error(`${JSON.stringify(piece)} in ${text}`);
      (rows[row] ?? [])[column++] = piece;
    } else if (escape[3] === 'A') row = Math.max(0, row - times);
    else if (escape[3] === 'B') row += times;
    else if (escape[3] === 'G') column = times - 1;
    else if (escape[3] === 'K') {
      const line = rows[row] ?? [];
      if (escape[2] === '2') line.fill(' ');
      else line.fill(' ', column);
    } else if (escape[3] !== 'm' && !/^.\[\?2026[hl]$/.test(piece)) {
      throw new Error(`unknown to this terminal: ${JSON.stringify(piece)}`);
    }
  }
  const lines = rows.map((line) =>
    Array.from(line, (each) => each ?? ' ')
      .join('')
      .trimEnd(),
  );
  while (lines.at(-1) === '') lines.pop();
  return lines;
}
