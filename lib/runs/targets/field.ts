import type { RunParameterField } from '../parameters';
import type { ReleasedSpec } from '../released';
import { NO_DASH, type Target } from './target';

/** A field of the application. */
export class FieldTarget implements Target {
  public readonly kind = 'sets';

  public constructor(private readonly field: RunParameterField) {}

  public get name(): string {
    return ['spec', ...this.field.path].join('.');
  }

  public problem(): undefined {
    return undefined;
  }

  public conflict(): undefined {
    return undefined;
  }

  public refusal(text: string): string | undefined {
    return text.startsWith('-') ? NO_DASH : undefined;
  }

  public read(spec: ReleasedSpec): unknown {
    return this.field.path.reduce<unknown>(
      (value, step) => (value as Record<string, unknown> | undefined)?.[step],
      spec,
    );
  }

  public write(spec: ReleasedSpec, value: string | number): ReleasedSpec {
    return withField(spec, this.field.path, value) as ReleasedSpec;
  }
}

function withField(node: unknown, path: readonly string[], value: unknown): unknown {
  const [field, ...rest] = path;
  if (field === undefined) return value;
  const object = (node ?? {}) as Record<string, unknown>;
  return { ...object, [field]: withField(object[field], rest, value) };
}
