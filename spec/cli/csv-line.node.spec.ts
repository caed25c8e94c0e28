import { csvLine } from '../../src/cli/csv-line.js';

const valueLine = (value: unknown) => csvLine({ position: 0, status: 'fulfilled', value });

describe('csvLine', () => {
  it('should be the cells of an outcome', () => {
    const reason = { name: 'Error', message: 'no, never' };

    expect(csvLine({ position: 3, key: 'k', status: 'fulfilled', value: 'text' })).toBe(
      '3,k,fulfilled,text,\r\n',
    );
    expect(csvLine({ position: 4, status: 'rejected', reason })).toBe(
      '4,,rejected,,"no, never"\r\n',
    );
    expect(csvLine({ position: 5, status: 'skipped', reason: undefined })).toBe('5,,skipped,,\r\n');
    expect(csvLine({ position: 6, status: 'cancelled', reason: 7 })).toBe('6,,cancelled,,7\r\n');
  });

  it('should have what is no text as JSON, and numbers as they are', () => {
    expect(valueLine({ a: 'b' })).toBe('0,,fulfilled,"{""a"":""b""}",\r\n');
    expect(valueLine(-5)).toBe('0,,fulfilled,-5,\r\n');
    expect(valueLine(undefined)).toBe('0,,fulfilled,,\r\n');
    expect(valueLine('two\nlines')).toBe('0,,fulfilled,"two\nlines",\r\n');
  });

  it('should have no cell that a spreadsheet would run', () => {
    for (const sign of ['=', '+', '-', '@', '\t', '\r']) {
      const text = `${sign}cmd`;
      expect(valueLine(text)).withContext(text).toContain(`'${text}`);
      expect(csvLine({ position: 0, key: text, status: 'skipped', reason: text }))
        .withContext(text)
        .toMatch(/^0,"?'[^']*,"?'/);
    }
  });
});
