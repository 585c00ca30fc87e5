import { HIDDEN, redact } from '../../lib/text/redact';

/** Longest line that anybody reads or thinks about. */
const LONGEST_LINE = 2000;

/** One line of a log. */
export interface LogLine {
  /** When it was logged, as the kubelet writes it; undefined if it does not say. */
  readonly stamp?: string;
  readonly text: string;
}

/** A line of a log that was asked for with timestamps. */
export function logLine(line: string): LogLine {
  const [stamp] = /^\d{4}-\d\d-\d\dT[\d:.]{8,30}Z/.exec(line) ?? [];
  return stamp === undefined ? { text: line } : { stamp, text: line.slice(stamp.length).replace(/^ /, '') };
}

/** Takes credentials out of lines, one after another: a private key is one over many of them. */
export function lineCleaner(): (line: string) => string {
  let isKey = false;
  return (whole) => {
    const line = whole.slice(0, LONGEST_LINE);
    const wasKey = isKey;
    isKey = isKey ? !line.includes('-----END ') : /-----BEGIN (?!.{0,200}-----END )/.test(line);
    return wasKey ? HIDDEN : redact(line);
  };
}
