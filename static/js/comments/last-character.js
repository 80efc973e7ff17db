// A character as it is read: an emoji, a flag or a letter with its accents is several units of a text.

/**
 * How many units the last character of a text has.
 * @param {string} text
 * @param {typeof Intl.Segmenter | undefined} [segmenter] browsers before 2024 have none: there it is the last word
 */
export function lastLength(text, segmenter = Intl.Segmenter) {
  const end = segmenter
    ? new segmenter(undefined, { granularity: "grapheme" }).segment(text).containing(text.length - 1)?.segment
    : text.match(/\S+\s*$/)?.[0];
  return (end ?? text).length;
}
