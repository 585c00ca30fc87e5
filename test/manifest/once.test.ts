import { once, onceForEach, onceInARow, onceOfLate } from '../../lib/manifest/once';

/** Counts how often each object is read. */
function counted<K extends object, V>(read: (object: K) => V) {
  const reads: K[] = [];
  return {
    reads,
    read: (object: K): V => {
      reads.push(object);
      return read(object);
    },
  };
}

const thing = (size: number) => ({ size, known: [] });

describe('what an object of ours keeps', () => {
  test('each question is answered once for each object, also when there is no answer', () => {
    const size = counted(({ size: given }: ReturnType<typeof thing>) => (given === 0 ? undefined : given));
    const isOdd = counted(({ size: given }: ReturnType<typeof thing>) => given % 2 === 1);
    const [sizeOf, isOddOf] = [once(size.read), once(isOdd.read)];
    const things = [thing(0), thing(1), thing(2)];
    for (let time = 0; time < 2; time += 1) {
      expect(things.map(sizeOf)).toEqual([undefined, 1, 2]);
      expect(things.map(isOddOf)).toEqual([false, true, false]);
    }
    expect(size.reads).toEqual(things);
    expect(isOdd.reads).toEqual(things);
  });
});

test('an object of others is read once', () => {
  const { reads, read } = counted((object: { readonly name: string }) => [object.name]);
  const names = onceForEach(read);
  const [one, other] = [{ name: 'one' }, { name: 'one' }];
  expect(names(one)).toBe(names(one));
  expect(names(other)).toEqual(['one']);
  expect(reads).toHaveLength(2);
});

describe('what was asked for of late', () => {
  const numbers = Array.from({ length: 64 }, (_, number) => ({ number }));
  const others = Array.from({ length: 64 }, (_, number) => ({ number: number + 64 }));

  test('is kept for the 64 objects before this one', () => {
    const { reads, read } = counted((object: { readonly number: number }) => [object.number]);
    const list = onceOfLate(read);
    const half = others.slice(0, 32);
    const asked = [...numbers, ...half, ...numbers.slice(32), ...half];
    for (const object of asked) expect(list(object)).toEqual([object.number]);
    expect(reads).toEqual([...numbers, ...half]);
  });

  test('is dropped when nobody has asked since', () => {
    const { reads, read } = counted((object: { readonly number: number }) => [object.number]);
    const list = onceOfLate(read);
    for (const object of [...numbers, ...others, { number: 128 }]) list(object);
    list(numbers[0]!);
    expect(reads.filter((object) => object === numbers[0])).toHaveLength(2);
  });
});

test('who reads one object after the other keeps the last answer only', () => {
  const { reads, read } = counted((object: { readonly name: string }) => object.name);
  const name = onceInARow(read);
  const [one, other] = [{ name: 'one' }, { name: 'other' }];
  expect([one, one, other, one].map(name)).toEqual(['one', 'one', 'other', 'one']);
  expect(reads).toEqual([one, other, one]);
});
