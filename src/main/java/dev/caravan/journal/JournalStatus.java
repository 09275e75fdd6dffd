package dev.caravan.journal;

import java.time.Duration;

/**
 * What is known of one journal at one moment.
 *
 * @param name {@code raw/binance-spot}
 * @param openSegment file name of the open segment, or empty before the first record
 * @param openBytes bytes in it
 * @param segments how many it has begun since start
 * @param sealBacklog rotated segments that are not sealed yet
 * @param inFlightBytes received, not yet written
 * @param unsyncedAge age of the oldest record that is not known to be durable; zero where all is
 * @param recordsWritten since start
 * @param bytesWritten since start
 * @param wrappedFrames since start, frames that are no JSON and stand as text or base64 in their
 *     record
 * @param lastBatchRecords size of the newest batch
 * @param notKeptFrames since start, frames that were counted and not kept, the disk being full
 * @param isPaused whether the next frame will not be kept either
 * @param problem why it cannot write now, in one sentence; empty while all is well
 */
public record JournalStatus(
    String name,
    String openSegment,
    long openBytes,
    long segments,
    int sealBacklog,
    long inFlightBytes,
    Duration unsyncedAge,
    long recordsWritten,
    long bytesWritten,
    long wrappedFrames,
    int lastBatchRecords,
    long notKeptFrames,
    boolean isPaused,
    String problem) {}
