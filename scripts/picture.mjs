// Draws what a terminal shows, colours included, as an SVG: tmux capture-pane -e -p | node scripts/picture.mjs > picture.svg
import { readFileSync } from 'node:fs';

const CHARACTER = 8.4;
const LINE = 18;
const COLOURS = {
  31: '#f47067',
  32: '#8ddb8c',
  33: '#daaa3f',
  36: '#76e3ea',
  39: '#e6edf3',
  2: '#8b949e',
};

const lines = readFileSync(0, 'utf8').replace(/\s+$/, '').split('\n');
const columns = Math.max(...lines.map((line) => plain(line).length), 40);
const width = Math.ceil(columns * CHARACTER) + 32;
const height = lines.length * LINE + 28;

console.log(
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
);
console.log(`<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`);
console.log(
  `<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" xml:space="preserve">`,
);
lines.forEach((line, row) => {
  console.log(`<text x="16" y="${26 + row * LINE}">${spans(line)}</text>`);
});
console.log('</g></svg>');

function plain(line) {
  // eslint-disable-next-line no-control-regex -- the escape that begins a colour
  return line.replace(/\x1b\[[\d;]*m/g, '');
}

function spans(line) {
  let colour = COLOURS[39];
  let drawn = '';
  // eslint-disable-next-line no-control-regex -- the same
  for (const part of line.split(/(\x1b\[[\d;]*m)/)) {
    if (part.startsWith('\x1b')) colour = COLOURS[part.match(/\d+(?=m)/)?.[0] ?? 39] ?? COLOURS[39];
    else if (part !== '') drawn += `<tspan fill="${colour}">${escape(part)}</tspan>`;
  }
  return drawn;
}

function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
