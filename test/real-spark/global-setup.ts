import { RUNTIMES, jarsOf, motoOf, pythonOf, restServerJar, serverBinaries, withS3Client } from './tools';

/** Makes what all tests need, once: the first time takes some minutes. */
export default function setUp(): void {
  if (serverBinaries() === undefined) return;
  for (const runtime of RUNTIMES) {
    pythonOf(runtime);
    jarsOf(runtime);
    jarsOf(withS3Client(runtime));
  }
  restServerJar();
  motoOf();
}
