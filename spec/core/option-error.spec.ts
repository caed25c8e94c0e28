import {
  incompatibleOptions,
  invalidType,
  outOfRange,
  unknownOption,
} from '../../src/core/option-error.js';

describe('invalidType', () => {
  it('should be a TypeError in the wording of all options', () => {
    const error = invalidType('chunkBy', 'maxSize', 'an integer >= 1', 'x');

    expect(error).toBeInstanceOf(TypeError);
    expect(error.code).toBe('ERR_INVALID_ARG_TYPE');
    expect(error.message).toBe('chunkBy: "maxSize" must be an integer >= 1; received "x" (string)');
  });
});

describe('outOfRange', () => {
  it('should be a RangeError in the wording of all options', () => {
    const error = outOfRange('chunkBy', 'maxSize', 'an integer >= 1', 0);

    expect(error).toBeInstanceOf(RangeError);
    expect(error.code).toBe('ERR_OUT_OF_RANGE');
    expect(error.message).toBe('chunkBy: "maxSize" must be an integer >= 1; received 0 (number)');
  });
});

describe('incompatibleOptions', () => {
  it('should be a TypeError that states the rule', () => {
    const error = incompatibleOptions('chunkBy', '"maxWeight" needs "weight"');

    expect(error).toBeInstanceOf(TypeError);
    expect(error.code).toBe('ERR_INCOMPATIBLE_OPTIONS');
    expect(error.message).toBe('chunkBy: "maxWeight" needs "weight"');
  });
});

describe('unknownOption', () => {
  const known = ['maxSize', 'maxWeight', 'maxWait', 'closeWhen', 'flush'];
  const hintFor = (name: string) => unknownOption('chunkBy', name, known).message;

  it('should be a TypeError', () => {
    const error = unknownOption('chunkBy', 'x', known);

    expect(error).toBeInstanceOf(TypeError);
    expect(error.code).toBe('ERR_UNKNOWN_OPTION');
  });

  it('should name the nearest option', () => {
    expect(hintFor('maxsize')).toBe('chunkBy: unknown option "maxsize"; did you mean "maxSize"?');
    expect(hintFor('maxSzie')).toContain('did you mean "maxSize"?');
    expect(hintFor('maxWieght')).toContain('did you mean "maxWeight"?');
    expect(hintFor('max_wait')).toContain('did you mean "maxWait"?');
    expect(hintFor('flsh')).toContain('did you mean "flush"?');
    expect(hintFor('lush')).toContain('did you mean "flush"?');
  });

  it('should take the one that is nearer, not the one that is first', () => {
    const { message } = unknownOption('op', 'maxWaitt', ['maxWaitMs', 'maxWait', 'maxWeight']);

    expect(message).toBe('op: unknown option "maxWaitt"; did you mean "maxWait"?');
  });

  it('should list what there is where nothing is near', () => {
    expect(hintFor('concurrency')).toBe(
      'chunkBy: unknown option "concurrency"; ' +
        'it takes maxSize, maxWeight, maxWait, closeWhen, flush',
    );
    expect(hintFor('')).toContain('it takes maxSize');
  });

  it('should keep a name on one line and within 80 characters', () => {
    expect(hintFor('a\n"b"')).toContain(String.raw`unknown option "a\n\"b\""; `);
    expect(hintFor('a'.repeat(1000))).toContain(`unknown option "${'a'.repeat(78)}…; `);
  });
});
