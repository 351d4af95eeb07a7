/** Has the browser save the user's data as a file. */
export function saveFile(data: object): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(data, null, 1)], { type: "application/json" }));
  link.download = `my-data-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  // The download has started by the next task.
  setTimeout(() => URL.revokeObjectURL(link.href));
}
