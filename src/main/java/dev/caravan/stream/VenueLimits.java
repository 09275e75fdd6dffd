package dev.caravan.stream;

import java.time.Duration;

/**
 * What a venue allows, or the safe side of what is known.
 *
 * @param streamsPerConnection how many streams one connection may carry
 * @param namesPerRequest how many streams one request may name
 * @param bytesPerRequest how long one request may be
 * @param requestSpacing time from one request to the next on the same connection
 * @param requestsPerHour how many requests a connection may make in any hour
 * @param connectSpacing time from one connect to the next
 * @param acknowledgeWithin a request without an answer for so long ends the connection
 * @param silenceBeforeProbe a connection without any frame, pings included, is probed after this
 * @param silenceBeforeCut and replaced after this
 * @param firstReconnect wait before the first reconnect; doubles with each failure
 * @param longestReconnect and never exceeds this
 */
public record VenueLimits(
    int streamsPerConnection,
    int namesPerRequest,
    int bytesPerRequest,
    Duration requestSpacing,
    int requestsPerHour,
    Duration connectSpacing,
    Duration acknowledgeWithin,
    Duration silenceBeforeProbe,
    Duration silenceBeforeCut,
    Duration firstReconnect,
    Duration longestReconnect) {

  /** The same with more or fewer streams on a connection. */
  public VenueLimits withStreamsPerConnection(int streams) {
    return new VenueLimits(
        streams,
        namesPerRequest,
        bytesPerRequest,
        requestSpacing,
        requestsPerHour,
        connectSpacing,
        acknowledgeWithin,
        silenceBeforeProbe,
        silenceBeforeCut,
        firstReconnect,
        longestReconnect);
  }

  /** The same for a venue that counts the requests of an hour. */
  public VenueLimits withRequestsPerHour(int requests) {
    return new VenueLimits(
        streamsPerConnection,
        namesPerRequest,
        bytesPerRequest,
        requestSpacing,
        requests,
        connectSpacing,
        acknowledgeWithin,
        silenceBeforeProbe,
        silenceBeforeCut,
        firstReconnect,
        longestReconnect);
  }

  /** Limits without a number of requests in an hour. */
  public VenueLimits(
      int streamsPerConnection,
      int namesPerRequest,
      int bytesPerRequest,
      Duration requestSpacing,
      Duration connectSpacing,
      Duration acknowledgeWithin,
      Duration silenceBeforeProbe,
      Duration silenceBeforeCut,
      Duration firstReconnect,
      Duration longestReconnect) {
    this(
        streamsPerConnection,
        namesPerRequest,
        bytesPerRequest,
        requestSpacing,
        Integer.MAX_VALUE,
        connectSpacing,
        acknowledgeWithin,
        silenceBeforeProbe,
        silenceBeforeCut,
        firstReconnect,
        longestReconnect);
  }

  public VenueLimits {
    if (requestsPerHour < 1
        || streamsPerConnection < 1
        || namesPerRequest < 1
        || bytesPerRequest < 64) {
      throw new IllegalArgumentException("limits must allow at least one stream");
    }
  }
}
