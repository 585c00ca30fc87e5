import type {
  ARGUMENT_KEYWORD,
  EARLIEST_KEYWORD,
  ENVIRONMENT_KEYWORD,
  IMAGE_KEYWORD,
  LATEST_KEYWORD,
  LEADING_DASH_KEYWORD,
  SETTING_KEYWORD,
} from './parameters';
import type { ImagePart } from './targets/image';

/** What one parameter may be: a part of JSON Schema, and where its value goes. */
export interface Property {
  /** JSON type of the value. */
  readonly type: 'integer' | 'number' | 'string';
  /** What it is for. */
  readonly description?: string;
  /** The only values allowed. */
  readonly enum?: readonly (string | number)[];
  /** The only value allowed. */
  readonly const?: string | number;
  /** Smallest value. */
  readonly minimum?: number;
  /** Largest value. */
  readonly maximum?: number;
  /** Fewest characters. */
  readonly minLength?: number;
  /** Most characters. */
  readonly maxLength?: number;
  /** Regular expression that finds a part of the value. */
  readonly pattern?: string;
  /** Form of the text: a day of the calendar. */
  readonly format?: 'date';
  /** First date. */
  readonly [EARLIEST_KEYWORD]?: string;
  /** Last date. */
  readonly [LATEST_KEYWORD]?: string;
  /** Values that would do. */
  readonly examples?: readonly (string | number)[];
  /** The flag after which the value stands. */
  readonly [ARGUMENT_KEYWORD]?: string;
  /** Whether the text may begin with a dash. */
  readonly [LEADING_DASH_KEYWORD]?: boolean;
  /** The variable that has the value. */
  readonly [ENVIRONMENT_KEYWORD]?: string;
  /** The Spark setting that has the value. */
  readonly [SETTING_KEYWORD]?: string;
  /** The part of the image that the value is. */
  readonly [IMAGE_KEYWORD]?: ImagePart;
}
