/** Why a text cannot be read, and where. */
export class ReadingError extends Error {
  /**
   * @param message what is wrong
   * @param offset where, in characters from the start of the text
   */
  public constructor(
    message: string,
    public readonly offset: number,
  ) {
    super(message);
  }
}
