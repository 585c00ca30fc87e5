/** Properties of a catalog that only some kinds of catalog read. */
interface OwnedKey {
  readonly pattern: RegExp;
  readonly kinds: readonly string[];
  /** What to do instead, by kind. */
  readonly instead?: Readonly<Record<string, string>>;
}

const OWNED: readonly OwnedKey[] = [
  {
    pattern: /^ref(?:\.hash)?$/,
    kinds: ['nessie'],
    instead: {
      rest: 'put the branch into the path of uri (/iceberg/BRANCH), or into prefix; or use type nessie with /api/v2',
    },
  },
  { pattern: /^authentication\.|^transport\./, kinds: ['nessie'] },
  {
    pattern:
      /^(?:credential|token|oauth2-server-uri|prefix|scope|audience|token-(?:refresh|exchange)-enabled)$|^(?:rest|header)\./,
    kinds: ['rest'],
    instead: { nessie: 'use authentication.type, with authentication.token or authentication.oauth2.*' },
  },
  { pattern: /^jdbc\./, kinds: ['jdbc'] },
  { pattern: /^glue\./, kinds: ['glue'] },
];

/** Kinds whose properties are known. */
const KINDS = ['hive', 'hadoop', 'rest', 'glue', 'nessie', 'jdbc'];

/** Who reads a property of a catalog, where the kind at hand does not; undefined where it does, or may do. */
export function otherReader(
  property: string,
  kind: string,
): { readonly kinds: readonly string[]; readonly instead: string | undefined } | undefined {
  const found = KINDS.includes(kind) ? OWNED.find(({ pattern }) => pattern.test(property)) : undefined;
  if (found === undefined || found.kinds.includes(kind)) return undefined;
  return { kinds: found.kinds, instead: found.instead?.[kind] };
}
