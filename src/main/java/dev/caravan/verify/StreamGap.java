package dev.caravan.verify;

import dev.caravan.manifest.Gap;

/**
 * Missing ids of one stream.
 *
 * @param cause as in {@link Gap#cause}
 */
public record StreamGap(
    String venue,
    String channel,
    String symbol,
    long first,
    long last,
    long missing,
    String cause) {}
