/** A credential that shows by its form, whatever its name. */
interface Form {
  /** What it is. */
  readonly what: string;
  /** How to see it. Each pattern reads a text once: it begins at a literal, or where a run of its characters begins. */
  readonly pattern: RegExp;
}

/** The credentials that a text may hold, for who judges it. */
const FORMS: readonly Form[] = [
  {
    what: 'a password inside a URL',
    pattern: /:\/\/[^\s/:@]*:[^\s/@$]+@|[?&;](?:password|pwd)=[^\s&;$]/i,
  },
  { what: 'an access key of AWS', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/ },
  {
    what: 'a JSON web token',
    pattern: /(?<![\w-])(?=[\w-]+\.eyJ)[\w-]*?eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/,
  },
  {
    what: 'a token of a Git host',
    pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22}|glpat-[\w-]{20})/,
  },
  {
    what: 'a password inside JSON',
    pattern: /"(?:password|passwd|secret|secret_?key|token|api_?key)"\s*:\s*"[^"${<]+"/i,
  },
  {
    what: 'a password inside a JAAS configuration',
    pattern: /^(?=[^]*LoginModule)[^]*?\b(?:password|clientSecret)\s{0,9}=\s{0,9}["']?[^\s"'${<;]/i,
  },
];

/** What each of the forms has: most texts have none of it, and are done with one look. */
const HINT = /@|=|AKIA|ASIA|-----|eyJ|gh[pousr]_|github_pat_|glpat-|"/;

/** Longer texts are judged by their beginning. */
const LONGEST = 10_000;

/** What kind of credential stands in a text of any name; undefined when none can be told. */
export function credentialForm(text: string): string | undefined {
  const looked = text.slice(0, LONGEST);
  return HINT.test(looked) ? FORMS.find(({ pattern }) => pattern.test(looked))?.what : undefined;
}

/** Tokens that are hidden, with what stands before them in one run of characters. */
const TOKENS: readonly RegExp[] = [
  /(?<![A-Z0-9])([A-Z0-9]*?)(?:AKIA|ASIA)[A-Z0-9]{12,}/g,
  /(?<![\w-])(?=[\w-]+\.[\w-]{4})([\w-]*?)eyJ[\w-]{8,}(?:\.[\w-]*)+/g,
  /(?<![A-Za-z0-9])()(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[a-z]-[\w-]{10,}|AIza[\w-]{30,}|npm_[A-Za-z0-9]{30,}|sk-[\w-]{20,}|sk_(?:live|test)_\w{16,}|hf_[A-Za-z0-9]{30,}|dapi[0-9a-f]{32}|hvs\.[\w-]{20,})/g,
  /\b((?:Bearer|Basic)\s{1,8})[\w+/=.~-]{4,}/gi,
  // A line of a private key whose head was cut off.
  /^(\s{0,40})(?=[^\d\n]*\d)(?=[^a-z\n]*[a-z])(?=[^A-Z\n]*[A-Z])[A-Za-z0-9+/]{60,}={0,2}\s{0,4}$/gm,
  /(?<![A-Za-z0-9+/])()MII[A-Za-z0-9+/]{40,}={0,2}/g,
];

/** A text without the credentials that show by their form. */
export function hideForms(text: string, hidden: string): string {
  return TOKENS.reduce(
    (shown, pattern) => shown.replace(pattern, (_, before: string) => before + hidden),
    hideUserInfo(hidePrivateKeys(text, hidden), hidden),
  );
}

/** From the head of a key to its end; to the end of the text when that is missing. */
function hidePrivateKeys(text: string, hidden: string): string {
  let shown = '';
  let from = 0;
  for (;;) {
    const begin = text.indexOf('-----BEGIN ', from);
    if (begin < 0) return shown + text.slice(from);
    shown += text.slice(from, begin) + hidden;
    const end = text.indexOf('-----END ', begin);
    if (end < 0) return shown;
    const tail = text.indexOf('-----', end + '-----END '.length);
    if (tail < 0) return shown;
    from = tail + '-----'.length;
  }
}

/** User and password of URLs, also of passwords that nobody encoded. */
function hideUserInfo(text: string, hidden: string): string {
  if (!text.includes('://') || !text.includes('@')) return text;
  return text.replace(/\S+/g, (word) => {
    const [first, ...rest] = word.split('://');
    let scheme = first!;
    return [
      first,
      ...rest.map((part) => {
        const end = userInfoEnd(part, /https?$/i.test(scheme.slice(-5)));
        scheme = part;
        return end < 0 ? part : hidden + part.slice(end);
      }),
    ].join('://');
  });
}

/** Where the `@` after user and password stands; below 0 when there is none. `abfss://container@account` has none. */
function userInfoEnd(afterScheme: string, isHttp: boolean): number {
  const [authority] = /^[^/?#]*/.exec(afterScheme)!;
  const [, port] = /^[^:]*:(.*)$/s.exec(authority) ?? [];
  const at = authority.lastIndexOf('@');
  // Nobody is named.
  if (at === 0) return -1;
  if (at < 0) {
    // A slash inside of a password looks like the end of the authority.
    return port === undefined || /^(?:\d*|\$.*)$/s.test(port) ? -1 : afterScheme.lastIndexOf('@');
  }
  if (port === undefined) return isHttp ? at : -1;
  return /^\$[({]/.test(port) ? -1 : at;
}
