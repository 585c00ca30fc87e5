/** A place in a file. */
export interface Position {
  /** The first line is 1. */
  readonly line: number;
  /** The first column is 1; a character outside of the basic plane takes two, as in editors. */
  readonly column: number;
}

/** A part of a file. */
export interface Range {
  /** Its first character. */
  readonly start: Position;
  /** The character after its last one. */
  readonly end: Position;
}
