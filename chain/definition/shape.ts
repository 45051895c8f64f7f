/** Fields and words that a schema allows at a place: for did-you-mean. */
import { z } from 'zod';
import { valueAt } from './written.ts';

/** Names of the fields that the group at `path` has. */
export function fieldsAt(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  written: unknown,
): string[] {
  const group = schemaAt(schema, path, written);
  return group instanceof z.ZodObject ? Object.keys(group.shape) : [];
}

/** Words by which the union at `path` is told apart: `random`, `replay`. */
export function choicesAt(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  written: unknown,
): string[] {
  const parent = placeAt(schema, path.slice(0, -1), written);
  return wordsAt(parent, String(path.at(-1)), valueAt(written, path.slice(0, -1)));
}

/** What belongs at `path`, whatever was written there; `undefined` where nothing does. */
export function placeAt(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  written: unknown,
): z.ZodType | undefined {
  return unwrap(schemaAt(schema, path, written, false));
}

function schemaAt(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  written: unknown,
  isChosen = true,
): z.ZodType | undefined {
  let at: z.ZodType | undefined = schema;
  let value = written;
  for (const part of path) {
    at = inside(choose(unwrap(at), value), part);
    value = (value as Record<PropertyKey, unknown> | undefined)?.[part];
  }
  return isChosen ? choose(unwrap(at), value) : at;
}

/** Defaults, optionals and pipes around what counts. */
function unwrap(schema: z.ZodType | undefined): z.ZodType | undefined {
  if (schema instanceof z.ZodPipe) {
    const isPrepared = schema.def.in instanceof z.ZodTransform;
    return unwrap((isPrepared ? schema.def.out : schema.def.in) as z.ZodType);
  }
  const isWrapped =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional;
  return isWrapped ? unwrap(schema.def.innerType as z.ZodType) : schema;
}

function inside(schema: z.ZodType | undefined, part: PropertyKey): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(part)] as z.ZodType | undefined;
  if (schema instanceof z.ZodRecord) return schema.def.valueType as z.ZodType;
  return schema instanceof z.ZodArray ? (schema.def.element as z.ZodType) : undefined;
}

/** Of a union the option that the written value is of; it may be a union itself. */
function choose(schema: z.ZodType | undefined, value: unknown): z.ZodType | undefined {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return schema;
  return choose(chosenOf(schema, value), value);
}

function chosenOf(union: z.ZodDiscriminatedUnion, value: unknown): z.ZodType | undefined {
  const { discriminator } = union.def;
  const word = (value as Record<string, unknown> | null | undefined)?.[discriminator];
  return optionsOf(union).find((option) => wordsOf(option, discriminator).some((w) => w === word));
}

/** The words of the field that tells apart; of a union in the union too. */
function wordsAt(schema: z.ZodType | undefined, field: string, value: unknown): string[] {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return [];
  const { discriminator } = schema.def;
  if (discriminator !== field) return wordsAt(chosenOf(schema, value), field, value);
  return optionsOf(schema).flatMap((option) => wordsOf(option, discriminator));
}

function optionsOf(union: z.ZodDiscriminatedUnion): z.ZodType[] {
  return union.def.options as z.ZodType[];
}

function wordsOf(option: z.ZodType, discriminator: string): string[] {
  if (option instanceof z.ZodDiscriminatedUnion) {
    return [...new Set(optionsOf(option).flatMap((inner) => wordsOf(inner, discriminator)))];
  }
  const field =
    option instanceof z.ZodObject ? (option.shape[discriminator] as unknown) : undefined;
  return field instanceof z.ZodLiteral ? [...field.def.values].map(String) : [];
}
