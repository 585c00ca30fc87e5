/** Makes a value when it is first asked for: who does not need a table does not wait for it. */
export function lazily<V extends object>(make: () => V): () => V {
  let made: V | undefined;
  return () => (made ??= make());
}

/** What is known of each object, by the function that read it. */
const known = new WeakMap<object, Map<unknown, unknown>>();

function answersAbout(object: object): Map<unknown, unknown> {
  let answers = known.get(object);
  if (answers === undefined) known.set(object, (answers = new Map()));
  return answers;
}

/** Makes a function that reads an object read each object once: many rules ask the same question. */
export function once<K extends object, V>(read: (object: K) => V): (object: K) => V {
  return (object) => {
    const answers = answersAbout(object);
    if (!answers.has(read)) answers.set(read, read(object));
    return answers.get(read) as V;
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
