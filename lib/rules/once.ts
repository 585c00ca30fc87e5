/** Makes a function that reads an object read each object once: many rules ask the same question. */
export function once<K extends object, V>(read: (object: K) => V): (object: K) => V {
  const known = new WeakMap<K, { readonly answer: V }>();
  return (object) => {
    let entry = known.get(object);
    if (entry === undefined) known.set(object, (entry = { answer: read(object) }));
    return entry.answer;
  };
}
