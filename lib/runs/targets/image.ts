import { sparkImages } from '../../manifest/images';
import { workload } from '../../manifest/workload';
import type { ReleasedSpec } from '../released';
import type { Target } from './target';

/** What of an image a run may choose. */
export type ImagePart = 'digest' | 'tag';

const FORMS: Readonly<Record<ImagePart, { readonly pattern: RegExp; readonly must: string }>> = {
  tag: {
    pattern: /^\w[\w.-]{0,127}$/,
    must: 'must be the tag of an image, such as 1.4.0: letters, digits, underscores, dots and dashes',
  },
  digest: {
    pattern: /^sha256:[0-9a-f]{64}$/,
    must: 'must be the digest of an image: sha256: and 64 hexadecimal digits',
  },
};

/** The tag or the digest of the image, whose repository stays. */
export class ImageTarget implements Target {
  public readonly name = 'spec.image';

  public constructor(private readonly part: ImagePart) {}

  public get kind(): string {
    return `${this.part} of`;
  }

  public problem(): undefined {
    return undefined;
  }

  public conflict(spec: ReleasedSpec): string | undefined {
    const [image, ...others] = sparkImages(workload({ kind: 'SparkApplication', spec }));
    if (typeof spec.image !== 'string' || image?.image !== spec.image) {
      return `sets the ${this.part} of spec.image, which the application does not have; give it an image`;
    }
    return others.length === 0
      ? undefined
      : `sets the ${this.part} of spec.image, and ${others[0]!.path.join('.')} names another image; leave that one out`;
  }

  public refusal(text: string): string | undefined {
    const { pattern, must } = FORMS[this.part];
    return pattern.test(text) ? undefined : must;
  }

  /** What follows the repository, where that is a tag, or a digest, and no more. */
  public read({ image }: ReleasedSpec): string | undefined {
    if (typeof image !== 'string') return undefined;
    const rest = image.slice(repositoryOf(image).length);
    const value = rest.slice(1);
    return rest.startsWith(this.separator) && this.refusal(value) === undefined ? value : undefined;
  }

  public write(spec: ReleasedSpec, value: string | number): ReleasedSpec {
    return { ...spec, image: `${repositoryOf(String(spec.image))}${this.separator}${value}` };
  }

  private get separator(): string {
    return this.part === 'tag' ? ':' : '@';
  }
}

/** An image without its tag and its digest. A colon before a slash is that of a port. */
function repositoryOf(image: string): string {
  const [name = ''] = image.split('@');
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  return colon < 0 ? name : name.slice(0, colon);
}
