import { partsFirst } from '../../lib/spark/env-variables';

describe('partsFirst', () => {
  it('places a composed variable after its parts, and leaves the rest in order', () => {
    const variables = [
      { name: 'CREDENTIAL', value: '$(Z_ID):$(Z_SECRET)' },
      { name: 'B', value: 'b' },
      { name: 'Z_SECRET', value: 's' },
      { name: 'Z_ID', value: '$(B)$(ELSEWHERE)' },
    ];
    const names = partsFirst(variables).map(({ name }) => name);
    expect(names).toEqual(['B', 'Z_ID', 'Z_SECRET', 'CREDENTIAL']);
  });

  it('comes to an end with variables that name each other', () => {
    const variables = [
      { name: 'A', value: '$(B)' },
      { name: 'B', value: '$(A)' },
    ];
    expect(partsFirst(variables).map(({ name }) => name)).toEqual(['B', 'A']);
  });
});
