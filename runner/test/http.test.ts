import { messageOf } from '../src/http';

describe('the sentence in an error answer', () => {
  it.each([
    ['{"message":"no such branch"}', 'no such branch'],
    ['{"error":{"message":"no such table"}}', 'no such table'],
    ['{"message":null,"error":null}', '{"message":null,"error":null}'],
    ['null', 'null'],
    ['<html>away</html>\n', '<html>away</html>'],
    ['', ''],
  ])('of %s is %j', (answer, message) => {
    expect(messageOf(answer)).toBe(message);
  });

  it('is cut, whatever its form', () => {
    const long = 'x'.repeat(1_000_000);
    expect(messageOf(long)).toBe(long.slice(0, 500));
    expect(messageOf(JSON.stringify({ message: long }))).toBe(
      `${long.slice(0, 10_000)} … (990000 more characters)`,
    );
  });
});
