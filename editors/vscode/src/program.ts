// Where the program may be; knows nothing of the editor, so that it is tested without one.

/**
 * The files that may be the program, best first.
 *
 * @param chosen what the settings say; empty for nothing
 * @param folders of the workspace
 * @param platform as Node.js names it
 * @param join makes a path of its parts
 */
export function candidates(
  chosen: string,
  folders: readonly string[],
  platform: string,
  join: (...parts: string[]) => string,
): string[] {
  const inside = platform === "win32" ? ["Scripts", "causalvq.exe"] : ["bin", "causalvq"];
  const environments = folders.flatMap((folder) => [".venv", "venv"].map((name) => join(folder, name, ...inside)));
  return chosen === "" ? environments : [chosen];
}
