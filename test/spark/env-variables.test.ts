import { EnvVariables } from '../../lib/spark/env-variables';

describe('EnvVariables', () => {
  it('sorts by name, a composed variable after its parts', () => {
    const env = new EnvVariables();
    env.add('catalog', [{ name: 'A_CREDENTIAL', value: '$(Z_ID):$(Z_SECRET)' }]);
    env.add('store', [
      { name: 'Z_SECRET', value: 's' },
      { name: 'Z_ID', value: 'i' },
      { name: 'B', value: 'b' },
    ]);
    expect(env.sorted().map((v) => v.name)).toEqual(['Z_ID', 'Z_SECRET', 'A_CREDENTIAL', 'B']);
  });

  it('fails when two parts disagree, naming both', () => {
    const env = new EnvVariables();
    env.add('store minio', [{ name: 'X', value: 'a' }]);
    expect(() => {
      env.add('store other', [{ name: 'X', value: 'b' }]);
    }).toThrow(
      'environment variables disagree: X is "a" by store minio and "b" by store other; give one of them another name',
    );
  });
});
