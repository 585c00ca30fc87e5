import {
  ARGUMENT_KEYWORD,
  ENVIRONMENT_KEYWORD,
  IMAGE_KEYWORD,
  LEADING_DASH_KEYWORD,
  RUN_PARAMETERS,
  SETTING_KEYWORD,
} from '../parameters';
import type { Property } from '../property';
import type { ReleasedSpec } from '../released';
import { ArgumentTarget } from './argument';
import { FieldTarget } from './field';
import { ImageTarget } from './image';
import { SettingTarget } from './setting';
import type { Target } from './target';
import { VariableTarget } from './variable';

/** Keywords of a property, each of which says where its value goes. */
export const TARGET_KEYWORDS = [
  ARGUMENT_KEYWORD,
  ENVIRONMENT_KEYWORD,
  SETTING_KEYWORD,
  IMAGE_KEYWORD,
] as const;

/** Where the value of a parameter goes; undefined when neither its name nor its property says. */
export function targetOf(name: string, property: Partial<Property>): Target | undefined {
  const flag = property[ARGUMENT_KEYWORD];
  if (flag !== undefined) {
    return new ArgumentTarget(
      flag,
      (text) => property.enum?.includes(text) === true || property.const === text,
      property[LEADING_DASH_KEYWORD] === true,
    );
  }
  const variable = property[ENVIRONMENT_KEYWORD];
  if (variable !== undefined) return new VariableTarget(variable);
  const key = property[SETTING_KEYWORD];
  if (key !== undefined) return new SettingTarget(key);
  const part = property[IMAGE_KEYWORD];
  if (part !== undefined) return new ImageTarget(part);
  return Object.hasOwn(RUN_PARAMETERS, name) ? new FieldTarget(RUN_PARAMETERS[name]!) : undefined;
}

/** Why the runs of an application cannot have these parameters. */
export function conflicts(spec: ReleasedSpec, properties: Readonly<Record<string, Property>>): string[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const conflict = targetOf(name, property)?.conflict(spec);
    return conflict === undefined ? [] : [`parameter ${name} ${conflict}`];
  });
}
