/** A JSON Schema as HTML: what a value is, and its fields. */
import { html } from "hono/html";

/** HTML, with all texts escaped. */
export type Html = ReturnType<typeof html>;

interface Schema {
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: readonly unknown[];
  description?: string;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  items?: Schema | readonly Schema[];
  prefixItems?: readonly Schema[];
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  allOf?: readonly Schema[];
  additionalProperties?: Schema | boolean;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  pattern?: string;
}

/** A text, with what is between backticks as code. */
export const prose = (text: string): Html =>
  html`${text.split("`").map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))}`;

/** The id of a named schema in the page. */
export const schemaId = (name: string): string => `schema-${name}`;

/** @param schema of a document of this server */
export function renderSchema(schema: object): Html {
  const { description, properties, required = [], allOf = [] } = schema as Schema;
  const fields = Object.entries(properties ?? {});
  const parts = [...(alternatives(schema) ?? []), ...allOf];
  return html`<span class="type">${typeOf(schema)}</span>${description && html` ${prose(description)}`}${
    fields.length > 0 &&
    html`<ul class="fields">${fields.map(
      ([name, field]) =>
        html`<li><code>${name}</code>${required.includes(name) ? "" : html` <span class="optional">optional</span>`} ${renderSchema(field)}</li>`,
    )}</ul>`
  }${
    parts.some(isComplex) &&
    html`<ul class="fields">${parts.map((part) => html`<li>${renderSchema(part)}</li>`)}</ul>`
  }${elementOf(schema) && html`<ul class="fields"><li>${renderSchema(elementOf(schema) as object)}</li></ul>`}`;
}

const alternatives = ({ anyOf, oneOf }: Schema): readonly Schema[] | undefined => anyOf ?? oneOf;

const isComplex = (schema: Schema): boolean => schema.properties !== undefined || schema.items !== undefined;

/** The element of a list, where it says more than its type. */
function elementOf({ items }: Schema): Schema | undefined {
  return items !== undefined && !Array.isArray(items) && isComplex(items as Schema)
    ? (items as Schema)
    : undefined;
}

/** A type in a few words, with a link to a named one. */
function typeOf(schema: Schema): Html | string {
  const { $ref, type, items, prefixItems, additionalProperties } = schema;
  if ($ref !== undefined) {
    const name = $ref.slice($ref.lastIndexOf("/") + 1);
    return html`<a href="#${schemaId(name)}">${name}</a>`;
  }
  if ("const" in schema) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum !== undefined)
    return html`${joined(schema.enum.map((value) => html`<code>${JSON.stringify(value)}</code>`))}`;
  const either = alternatives(schema);
  if (either !== undefined) return joined(either.map(typeOf));
  const tuple = prefixItems ?? (Array.isArray(items) ? (items as readonly Schema[]) : undefined);
  if (tuple !== undefined)
    return html`[${tuple.map((item, i) => html`${i > 0 ? ", " : ""}${typeOf(item)}`)}]`;
  if (type === "array") return html`list of ${typeOf((items ?? {}) as Schema)}`;
  if (type === "object" && typeof additionalProperties === "object")
    return html`object of ${typeOf(additionalProperties)}`;
  return html`${type ?? "any"}${limits(schema)}`;
}

const joined = (parts: readonly (Html | string)[]): Html =>
  html`${parts.map((part, i) => html`${i > 0 ? " or " : ""}${part}`)}`;

function limits({ minimum, maximum, minLength, maxLength, maxItems, pattern }: Schema): Html | string {
  const texts = [
    minimum !== undefined && `at least ${minimum}`,
    maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && `at most ${maximum}`,
    minLength !== undefined && `at least ${minLength} characters`,
    maxLength !== undefined && `at most ${maxLength} characters`,
    maxItems !== undefined && `at most ${maxItems}`,
  ].filter((text) => text !== false);
  return html`${texts.length > 0 ? ` (${texts.join(", ")})` : ""}${pattern !== undefined && html` <code>${pattern}</code>`}`;
}
