import fc from 'fast-check';
import { RunName } from '../../lib/runs/run-name';

const base = 'kronodroid-iceberg';

describe('RunName', () => {
  it.each([
    ['run-42', 'kronodroid-iceberg-run-42'],
    ['2026-11-23T01:00:00Z', 'kronodroid-iceberg-2026-11-23t01-00-00-ked6xbzr90'],
    ['manual__2026-11-23T00:00:00+00:00', 'kronodroid-iceberg-manual-2026-11-23t0-4th43opntm'],
    ['0b0f7a0e-8a54-4f6a-a1d3-0a7f6f5b9a11', 'kronodroid-iceberg-0b0f7a0e-8a54-4f6a-0rd6chdkxm'],
    ['RUN-42', 'kronodroid-iceberg-run-42-0wa900bg91'],
    ['Zürich 北京', 'kronodroid-iceberg-zu-rich-nl7ay6jqq5'],
    ['北京', 'kronodroid-iceberg-0gkrqp6vxp'],
    ['x'.repeat(200), 'kronodroid-iceberg-xxxxxxxxxxxxxxxxxxx-htcnmtu7vx'],
  ])('of %s is %s', (runId, name) => {
    expect(RunName.of(base, runId)).toBe(name);
  });

  it('is a DNS-1035 label of at most 49 characters for any run id, and the same each time', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 300, unit: 'grapheme' }), (runId) => {
        const name = RunName.of(base, runId);
        expect(name).toMatch(/^[a-z]([-a-z0-9]*[a-z0-9])?$/);
        expect(name.length).toBeLessThanOrEqual(49);
        expect(RunName.of(base, runId)).toBe(name);
      }),
    );
  });

  it('differs for ids that differ, also for those that look alike', () => {
    const alike = fc.string({
      minLength: 1,
      maxLength: 12,
      unit: fc.constantFrom('a', 'A', '-', '_', '.', '0', 'ä'),
    });
    fc.assert(
      fc.property(alike, alike, (a, b) => {
        fc.pre(a !== b);
        expect(RunName.of(base, a)).not.toBe(RunName.of(base, b));
      }),
      { numRuns: 2000 },
    );
  });

  it('differs for an id and the name that another id was given', () => {
    const other = RunName.of(base, 'RUN').slice(base.length + 1);
    expect(RunName.of(base, other)).not.toBe(RunName.of(base, 'RUN'));
  });

  it('fails on an empty run id', () => {
    expect(() => RunName.of(base, '')).toThrow('runId is ""; give the id of the pipeline run');
  });

  it.each(['2fast', 'Upper', 'a_b', 'x'.repeat(39), ''])('fails on the base %s', (illegal) => {
    expect(() => RunName.of(illegal, 'r')).toThrow(
      `job: name is ${JSON.stringify(illegal)}; it must be 1 to 38 lower-case letters, digits and dashes, ` +
        'with a letter at the start and no dash at the end',
    );
  });
});
