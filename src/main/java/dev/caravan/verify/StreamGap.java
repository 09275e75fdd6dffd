package dev.caravan.verify;

import dev.caravan.manifest.Gap;

/**
 * Something of one stream that is missing: ids, or frames where it has none.
 *
 * @param first as in {@link Gap#first}
 * @param last as in {@link Gap#last}
 * @param missing as in {@link Gap#missing}
 * @param cause as in {@link Gap#cause}
 */
public record StreamGap(
    String venue,
    String channel,
    String symbol,
    long first,
    long last,
    long missing,
    String cause) {

  /** Whether it is known which ids are missing. */
  public boolean hasIds() {
    return last >= 0;
  }
}
