// Where a key goes in a list of suggestions: -1 is the field itself.

/** Return the place after a key, or `null` where the key is not about the list. */
export function step(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case "ArrowDown":
      return at + 1 >= count ? -1 : at + 1;
    case "ArrowUp":
      return at < 0 ? count - 1 : at - 1;
    default:
      return null;
  }
}
