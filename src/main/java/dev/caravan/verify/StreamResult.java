package dev.caravan.verify;

import org.jspecify.annotations.Nullable;

/**
 * What is recorded of one stream.
 *
 * @param records its frames
 * @param first first id of its first frame; null where it has no ids
 * @param last highest id
 * @param gaps how many
 * @param missing ids in all of them; frames where ids prove nothing
 * @param backfilled how many of these were fetched later and are recorded as backfill
 * @param notKept frames that were received and not written, as gap records count them
 * @param repeated frames with the same ids as the frame before
 * @param reordered frames with older ids than what was already there
 * @param longestSilenceMs between two of its frames, or behind the last one to the end of the
 *     journal
 * @param rhythmMs nine of ten times between two frames are no longer; null where ids prove more, or
 *     with fewer than two frames
 * @param absentIntervals candles between the first and the last that no frame is about; null where
 *     it is no stream of candles
 */
public record StreamResult(
    String venue,
    String channel,
    String symbol,
    long records,
    @Nullable Long first,
    @Nullable Long last,
    int gaps,
    long missing,
    long backfilled,
    long notKept,
    long repeated,
    long reordered,
    long longestSilenceMs,
    @Nullable Long rhythmMs,
    @Nullable Long absentIntervals,
    Proof proof) {}
