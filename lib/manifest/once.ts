/** Makes a value when it is first asked for: who does not need a table does not wait for it. */
export function lazily<V extends object>(make: () => V): () => V {
  let made: V | undefined;
  return () => (made ??= make());
}

/** An object of ours that keeps what is known of it, by the number of the question: the answers go with it. */
export interface Known {
  /** The answers. */
  readonly known: unknown[];
}

const NOTHING = Symbol('nothing');
let questions = 0;

/** Makes a function that reads an object read each object once: many rules ask the same question. */
export function once<K extends Known, V>(read: (object: K) => V): (object: K) => V {
  const question = questions;
  questions += 1;
  return (object) => {
    let answer = object.known[question];
    if (answer === undefined) object.known[question] = answer = read(object) ?? NOTHING;
    return (answer === NOTHING ? undefined : answer) as V;
  };
}

/** The same for objects of others, as long as there are any. */
export function onceForEach<K extends object, V extends object>(read: (object: K) => V): (object: K) => V {
  const answers = new WeakMap<K, V>();
  return (object) => {
    let answer = answers.get(object);
    if (answer === undefined) answers.set(object, (answer = read(object)));
    return answer;
  };
}

/** Rules look at that many objects one after the other, and at others between them. */
const RECENT = 64;

/** The same for who reads a few objects in turn: what was not asked for of late is dropped. */
export function onceOfLate<K extends object, V extends object>(read: (object: K) => V): (object: K) => V {
  let older = new Map<K, V>();
  let recent = new Map<K, V>();
  return (object) => {
    const known = recent.get(object);
    if (known !== undefined) return known;
    const answer = older.get(object) ?? read(object);
    if (recent.size === RECENT) [older, recent] = [recent, new Map<K, V>()];
    recent.set(object, answer);
    return answer;
  };
}

/** The same for who reads one object after the other: what is known of one is dropped with the next. */
export function onceInARow<K extends object, V>(read: (object: K) => V): (object: K) => V {
  let last: { readonly object: K; readonly answer: V } | undefined;
  return (object) => {
    if (last?.object !== object) last = { object, answer: read(object) };
    return last.answer;
  };
}

/** What people write again and again is short, and of a limited number. */
const [LONGEST, MOST] = [1_000, 10_000];

/** A function of a text, computed once for each text: the same keys and values stand in every job. */
export function onceFor<Result>(compute: (text: string) => Result): (text: string) => Result {
  const results = new Map<string, Result>();
  return (text) => {
    if (text.length > LONGEST) return compute(text);
    let result = results.get(text);
    if (result === undefined && !results.has(text)) {
      if (results.size >= MOST) results.clear();
      results.set(text, (result = compute(text)));
    }
    return result as Result;
  };
}

/** Values by their keys; one may have several, and several may have one. */
export function grouped<K, V>(values: readonly V[], keysOf: (value: V) => readonly K[]): ReadonlyMap<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    for (const key of new Set(keysOf(value))) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [value]);
      else group.push(value);
    }
  }
  return groups;
}
