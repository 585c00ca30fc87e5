import { lineCleaner, logLine } from '../src/log-text';
import { HIDDEN } from '../../lib/text/redact';

describe('a line of a log', () => {
  it.each([
    ['2026-01-01T00:00:00.123456789Z hello', '2026-01-01T00:00:00.123456789Z', 'hello'],
    ['2026-01-01T00:00:00Z  two blanks', '2026-01-01T00:00:00Z', ' two blanks'],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', ''],
    ['26/01/01 00:00:00 INFO', undefined, '26/01/01 00:00:00 INFO'],
    ['x 2026-01-01T00:00:00Z y', undefined, 'x 2026-01-01T00:00:00Z y'],
    ['2026-01-01T00:00:00+01:00 hello', undefined, '2026-01-01T00:00:00+01:00 hello'],
  ])('%j has its time before it', (line, stamp, text) => {
    expect(logLine(line)).toEqual(stamp === undefined ? { text } : { stamp, text });
  });

  it('is cut', () => {
    expect(lineCleaner()('x'.repeat(3000))).toHaveLength(2000);
  });

  it('shows nothing of a private key, from its first line to its last', () => {
    const clean = lineCleaner();
    const shown = [
      'before',
      '-----BEGIN RSA PRIVATE KEY-----',
      'MIIcanary',
      '-----END RSA PRIVATE KEY-----',
      'after',
    ].map(clean);
    expect(shown.join('\n')).not.toContain('canary');
    expect([shown[0], shown[2], shown[3], shown[4]]).toEqual(['before', HIDDEN, HIDDEN, 'after']);
    const oneLine = lineCleaner();
    oneLine('-----BEGIN CERTIFICATE----- MII -----END CERTIFICATE-----');
    expect(oneLine('after')).toBe('after');
  });
});
