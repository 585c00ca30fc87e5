/** Shorter secrets turn up in any text by chance. */
const SHORTEST = 4;
/** Longer ones are known by their parts, since a message may show a part of them. */
const PIECE = 32;
/** Of a secret longer than this, nobody shows more than its beginning. */
const LONGEST = 4096;

/** Values that no text may hold, in all the ways in which programs write them. */
export class KnownSecrets {
  private readonly pieces = new Set<string>();
  /** Lengths of the pieces, longest first, by how they begin. */
  private readonly lengths = new Map<string, number[]>();

  /**
   * @param secrets the values
   * @param hidden what takes their place
   */
  public constructor(
    secrets: Iterable<string>,
    private readonly hidden: string,
  ) {
    for (const secret of new Set(secrets)) {
      if (secret.length < SHORTEST) continue;
      for (const form of forms(secret.slice(0, LONGEST))) this.add(form);
    }
  }

  /** The text without the secrets. Takes time in proportion to the text, however many secrets there are. */
  public hide(text: string): string {
    if (this.pieces.size === 0) return text;
    let shown = '';
    let end = 0;
    for (let at = 0; at + SHORTEST <= text.length; at += 1) {
      const lengths = this.lengths.get(text.slice(at, at + SHORTEST));
      const length = lengths?.find((candidate) => this.pieces.has(text.slice(at, at + candidate)));
      if (length === undefined) continue;
      if (at > end || shown === '') shown += text.slice(end, at) + this.hidden;
      end = Math.max(end, at + length);
    }
    return shown + text.slice(end);
  }

  private add(form: string): void {
    if (form.length < SHORTEST || this.hidden.includes(form)) return;
    for (let at = 0; at === 0 || at + PIECE <= form.length; at += 1) {
      const piece = form.slice(at, at + PIECE);
      if (this.pieces.has(piece)) continue;
      this.pieces.add(piece);
      const start = piece.slice(0, SHORTEST);
      const lengths = this.lengths.get(start);
      if (lengths === undefined) this.lengths.set(start, [piece.length]);
      else if (!lengths.includes(piece.length)) lengths.splice(0, 0, piece.length);
      lengths?.sort((a, b) => b - a);
    }
  }
}

/** A secret as it is, line by line, in JSON, in JSON in JSON, in a URL, and in base64 of anything around it. */
function forms(secret: string): Set<string> {
  const json = JSON.stringify(secret).slice(1, -1);
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  const percent = percentEncoded(secret);
  return new Set([
    secret,
    secret.trim(),
    ...lines,
    json,
    JSON.stringify(json).slice(1, -1),
    percent,
    percent.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    percent.replaceAll('%20', '+'),
    ...[0, 1, 2].flatMap((offset) => inBase64(secret, offset)),
  ]);
}

function percentEncoded(secret: string): string {
  try {
    return encodeURIComponent(secret);
  } catch {
    // Half of a surrogate pair: no URL can hold it.
    return secret;
  }
}

/** The characters of base64 that depend on the secret alone, when so many bytes stand before it. */
function inBase64(secret: string, offset: number): string[] {
  const bytes = Buffer.from(secret);
  const whole = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  const from = Math.ceil((offset * 8) / 6);
  const plain = whole.slice(from, Math.floor(((offset + bytes.length) * 8) / 6));
  return plain.length < 6 ? [] : [plain, plain.replaceAll('+', '-').replaceAll('/', '_')];
}
