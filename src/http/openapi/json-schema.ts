/** valibot schemas as JSON Schema (2020-12), which OpenAPI 3.1 uses. */
import { type ConversionConfig, toJsonSchema, toJsonSchemaDefs } from "@valibot/to-json-schema";
import type * as v from "valibot";

export type JsonSchema = object;

export type Definitions = Readonly<Record<string, v.GenericSchema>>;

const CONFIG: ConversionConfig = {
  target: "draft-2020-12",
  // What they do has no equivalent; a description says it where a client must know.
  ignoreActions: ["transform", "raw_transform", "check", "to_max_value"],
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
};

/** The schema with this name in the document. */
export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** The version of JSON Schema: OpenAPI 3.1 uses the newer one, AsyncAPI 3.0 the older one. */
type Target = "draft-2020-12" | "draft-07";

/** The schemas with names. They refer to each other. */
export const namedSchemas = (
  definitions: Definitions,
  target: Target = "draft-2020-12",
): Readonly<Record<string, JsonSchema>> => toJsonSchemaDefs({ ...definitions }, { ...CONFIG, target });

/** A schema that refers to those with names. */
export function jsonSchema(
  schema: v.GenericSchema,
  definitions: Definitions,
  target: Target = "draft-2020-12",
): JsonSchema {
  // In draft 7 the definitions have another name.
  const {
    $schema,
    $defs,
    definitions: _,
    ...converted
  } = toJsonSchema(schema, {
    ...CONFIG,
    target,
    definitions: { ...definitions },
  });
  return converted;
}

/** The fields of an object as the parameters of a query. */
export function queryParameters(schema: v.GenericSchema): JsonSchema[] {
  const { properties = {}, required = [] } = toJsonSchema(schema, CONFIG);
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = Object(property);
    const parameter = { name, in: "query", description, schema: rest };
    return required.includes(name) ? { ...parameter, required: true } : parameter;
  });
}
