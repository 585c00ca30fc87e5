/** Part of the build: holds lib/index.ts to what other languages can see, and writes docs/api.txt, a line a member. */
import {
  ALL_SPEC_FEATURES,
  CollectionKind,
  isClassType,
  isEnumType,
  isInterfaceType,
  isCollectionTypeReference,
  isNamedTypeReference,
  isPrimitiveTypeReference,
  isUnionTypeReference,
  loadAssemblyFromFile,
  type Callable,
  type Method,
  type Property,
  type Type,
  type TypeReference,
} from '@jsii/spec';
import { writeFileSync } from 'node:fs';
import * as library from '../lib';

const HEAD = `Every type and member that users of the package can name, as other languages see them too. Written by the build.
A line that changes or goes is a change of the API: name it in CHANGELOG.md.
`;

const assembly = loadAssemblyFromFile('.jsii', true, [...ALL_SPEC_FEATURES]);

function typeName(type: TypeReference): string {
  if (isPrimitiveTypeReference(type)) return type.primitive;
  if (isNamedTypeReference(type)) return shortName(type.fqn);
  if (isUnionTypeReference(type)) return type.union.types.map(typeName).join(' | ');
  if (!isCollectionTypeReference(type)) return 'unknown';
  const { kind, elementtype } = type.collection;
  return kind === CollectionKind.Array ? `${typeName(elementtype)}[]` : `map<${typeName(elementtype)}>`;
}

function shortName(fqn: string): string {
  return fqn.startsWith(`${assembly.name}.`) ? fqn.slice(assembly.name.length + 1) : fqn;
}

const words = (...parts: (string | false | undefined)[]): string => parts.filter(Boolean).join(' ');

function parametersOf({ parameters = [] }: Callable): string {
  return parameters
    .map(
      ({ name, type, optional, variadic }) =>
        `${variadic ? '...' : ''}${name}${optional ? '?' : ''}: ${typeName(type)}`,
    )
    .join(', ');
}

function property(
  of: Type,
  { name, type, optional, immutable, protected: hidden, static: fixed, docs }: Property,
): string {
  const isProp = isInterfaceType(of) && of.datatype === true;
  const start = words(fixed && 'static', hidden && 'protected', !isProp && immutable && 'readonly', name);
  const end =
    docs?.default === undefined ? '' : `  = ${docs.default.replace(/^- /, '').replace(/\s+/g, ' ')}`;
  return `${start}${optional ? '?' : ''}: ${typeName(type)}${end}`;
}

function method(of: Method): string {
  const start = words(of.static && 'static', of.protected && 'protected', of.abstract && 'abstract', of.name);
  const result =
    of.returns === undefined ? 'void' : typeName(of.returns.type) + (of.returns.optional ? '?' : '');
  return `${start}(${parametersOf(of)}): ${result}`;
}

function membersOf(type: Type): string[] {
  if (isEnumType(type)) return type.members.map(({ name }) => name).sort();
  const { properties = [], methods = [] } = type;
  const byName = <T extends { readonly name: string }>(members: readonly T[]): T[] =>
    [...members].sort((a, b) => (a.name < b.name ? -1 : 1));
  const initializer = isClassType(type) ? type.initializer : undefined;
  return [
    ...(initializer === undefined || initializer.protected ? [] : [`new (${parametersOf(initializer)})`]),
    ...byName(properties).map((member) => property(type, member)),
    ...byName(methods).map(method),
  ];
}

function headOf(type: Type): string {
  if (isEnumType(type)) return `enum ${shortName(type.fqn)}`;
  const bases = isClassType(type)
    ? [type.base, ...(type.interfaces ?? [])]
    : isInterfaceType(type)
      ? (type.interfaces ?? [])
      : [];
  const kind = isClassType(type)
    ? words(type.abstract && 'abstract', 'class')
    : isInterfaceType(type) && type.datatype
      ? 'props'
      : 'interface';
  const names = bases.filter((base) => base !== undefined).map(shortName);
  return words(kind, shortName(type.fqn), names.length > 0 && `extends ${names.join(', ')}`);
}

const hidden = Object.keys(library).filter((name) =>
  [assembly.types, assembly.submodules].every((known) => known?.[`${assembly.name}.${name}`] === undefined),
);
if (hidden.length > 0) {
  throw new Error(
    `lib/index.ts exports ${hidden.join(', ')}; other languages see classes, interfaces and enums alone: make it a ` +
      'static member of a class, or do not export it',
  );
}

const undocumented = Object.values(assembly.types ?? {}).flatMap((type) => {
  const members = isEnumType(type) ? type.members : [...(type.properties ?? []), ...(type.methods ?? [])];
  return [{ name: '', docs: type.docs }, ...members]
    .filter(({ docs }) => docs?.summary === undefined)
    .map(({ name }) => `${shortName(type.fqn)}${name && `.${name}`}`);
});
if (undocumented.length > 0)
  throw new Error(`no sentence says what these are for: ${undocumented.join(', ')}`);

const types = Object.values(assembly.types ?? {}).sort((a, b) => (a.fqn < b.fqn ? -1 : 1));
const sections = types.map((type) =>
  [headOf(type), ...membersOf(type).map((line) => `  ${line}`), ''].join('\n'),
);
writeFileSync('docs/api.txt', [HEAD, ...sections].join('\n'));
