import { printed } from './console';

/** A test prints nothing: a warning that it expects, it asserts by `printed()`. */
function expectSilence(): void {
  const lines = printed();
  if (lines.length > 0) throw new Error(`printed, and not asserted by printed():\n${lines.join('\n')}`);
}

afterEach(expectSilence);
afterAll(expectSilence);
