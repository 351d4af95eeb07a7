/** Texts that depend on a number. */

/** A text for each plural form of its language (CLDR plural categories): two in English and German, six in Arabic. */
export type Plural = { readonly [form in Intl.LDMLPluralRule]?: string } & { readonly other: string };
