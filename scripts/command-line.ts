/** The command lines of this project's scripts: `--help` prints the usage, and a wrong argument is an error that names it. */
import { type ParseArgsConfig, parseArgs } from "node:util";

type OptionsConfig = NonNullable<ParseArgsConfig["options"]>;
type Parsed<Options extends OptionsConfig> = ReturnType<
  typeof parseArgs<{
    options: Options & { help: { type: "boolean" } };
    allowPositionals: true;
    args: string[];
  }>
>;

/** What a script takes. */
export interface CommandLine<Options extends OptionsConfig> {
  /** The text for `--help`; its first line is how to call the script. */
  usage: string;
  options?: Options;
  /** How many arguments without a name the script takes; by default none. */
  positionals?: number;
}

/**
 * Reads the arguments of the script that runs. `--help` prints `usage` and ends the process with 0; an unknown option, a missing
 * value or an argument too many ends it with 2.
 */
export function readCommandLine<const Options extends OptionsConfig>({
  usage,
  options,
  positionals = 0,
}: CommandLine<Options>): Parsed<Options> {
  const args = process.argv.slice(2);
  if (args.includes("--help") || args.includes("-h")) {
    console.log(usage.trim());
    process.exit(0);
  }
  try {
    const parsed = parseArgs({
      args,
      options: { ...options, help: { type: "boolean" } } as Options & { help: { type: "boolean" } },
      allowPositionals: true,
    });
    const extra = parsed.positionals[positionals];
    if (extra !== undefined) throw new TypeError(`Unexpected argument '${extra}'`);
    return parsed;
  } catch (error) {
    return wrongArgument(error instanceof Error ? error.message : String(error), usage);
  }
}

/**
 * A number from the command line; a value that is none, or out of range, ends the process with 2.
 * @param least the smallest value, in the option's unit
 */
export function numberOption(
  name: string,
  text: string,
  { least, whole = true }: { least: number; whole?: boolean },
): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || value < least || (whole && !Number.isSafeInteger(value)))
    return wrongArgument(
      `--${name} takes a ${whole ? "whole " : ""}number of at least ${least}, not '${text}'`,
    );
  return value;
}

/** Prints what is wrong with the command line, and ends the process with 2. */
export function wrongArgument(message: string, usage?: string): never {
  console.error(`${message.replace(/\. To specify .*$/s, ".")}\n`);
  console.error(usage?.trim() ?? "Try --help.");
  process.exit(2);
}

/** Ends the process on a signal like `process.exit`, whose listeners end the servers that it started. */
export function exitOnSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
}
