/** Words that make a name the name of a secret, wherever they stand in it. */
const WORDS =
  /pass(?:word|wd|phrase|code)|secret|token|credential|(?:access|account|api|auth|client|encryption|master|private|shared|signing|ssh|storage)[._-]?key/i;

/** Words that do so at the end only. */
const LAST_WORD =
  /(?:^|[._-])(?:auth|authorization|cookie|jwt|pass|sas|sig|signature)$|^pwd$|[._-]pwd$|[a-z](?:Auth|Pass|Pwd)$/;

/** Names of what leads to a secret, or tells about one: `secretName`, `token.url`. */
const REFERENCE =
  /(?:ref|name|namespace|path|file|dir|directory|type|kind|class|provider|store|mount|volume|ur[il]|endpoint|expir\w*|ttl|duration|seconds|interval|enabled?|audience|template|pullsecret|(?:driver|executor)[._-]secret)s?$/i;

/** The annotation that gives the reason for which a finding is accepted: everybody is to read it. */
const REASON = /\/acknowledged-[a-z0-9-]{1,64}$/;

/** Longer names are no names. */
const LONGEST = 512;

/**
 * True for the name of a setting, variable, option or property whose value nobody may see. Broad on purpose: what it
 * hides in vain can be looked up, what it shows in vain cannot be taken back.
 */
export function isSecretName(name: string): boolean {
  const tail = name.slice(-LONGEST);
  if (REFERENCE.test(tail.slice(-64)) || REASON.test(tail) || /secretKeyRef\.|\.secrets\./.test(tail))
    return false;
  return (
    WORDS.test(tail) || LAST_WORD.test(tail) || (LAST_WORD.test(tail.toLowerCase()) && !/^pwd$/i.test(tail))
  );
}

/** True for a header whose whole value is secret, blanks and commas included. */
export function isSecretHeader(name: string): boolean {
  return /(?:^|[._-])(?:authorization|cookie)$/i.test(name.slice(-LONGEST));
}

/** A value that names a key of a Secret: `access-key`. */
const KEY_NAME =
  /^(?:(?:access|api|aws|client|db|private|root|s3|secret|session)[._-]?){0,3}(?:id|key|password|secret|token)$/i;

/** True for a value that stands for a secret and is none: a reference, the name of a key, a placeholder, a switch. */
export function isReference(value: string): boolean {
  if (KEY_NAME.test(value)) return true;
  return /^(?:\$\{|\$\(|\{\{|<[^<>]{0,200}>$|env:[A-Za-z_]|(?:true|false|null|none|nil|undefined|~)?$)/i.test(
    value,
  );
}
