package dev.caravan.cli;

import dev.caravan.instrument.StreamId;
import dev.caravan.instrument.Traffic;
import dev.caravan.instrument.TrafficTable;
import dev.caravan.rest.RestDialect;
import dev.caravan.rest.RestRequest;
import dev.caravan.stream.Dialect;
import dev.caravan.stream.SubscriptionPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What recording one venue will take, before anything is connected.
 *
 * @param symbols how many different ones
 * @param connections streams on each
 * @param lines how many sockets there are for each connection, carrying the same
 * @param requests to subscribe, over all sockets
 * @param subscribeTime by the venue's pace alone
 * @param restWeight to be spent at start: instruments, time, one snapshot for each book
 * @param restPerMinute the budget; 0 where no REST of this venue is known
 * @param channels expected traffic, in the order of the configuration
 * @param notes what a reader should know besides
 */
record VenuePlan(
    String venue,
    int symbols,
    int streams,
    List<Integer> connections,
    int lines,
    int streamsPerConnection,
    int requests,
    Duration subscribeTime,
    int restWeight,
    int restPerMinute,
    List<ChannelPlan> channels,
    List<String> notes) {

  private static final double SECONDS_A_DAY = 86_400;

  /**
   * Expected traffic of one channel, all symbols together.
   *
   * @param unknown streams of which nothing is known; they are missing in the sums
   * @param origins where the estimates come from
   */
  record ChannelPlan(
      String channel,
      int streams,
      int unknown,
      double messagesPerSecond,
      double rawBytesPerDay,
      double compressedBytesPerDay,
      List<String> origins) {}

  VenuePlan {
    connections = List.copyOf(connections);
    channels = List.copyOf(channels);
    notes = List.copyOf(notes);
  }

  /**
   * Plans.
   *
   * @param mostPerConnection what the operator allows, 0 for what the venue does
   */
  static VenuePlan of(
      Dialect dialect,
      Optional<RestDialect> rest,
      TrafficTable traffic,
      Collection<StreamId> streams,
      int lines,
      int mostPerConnection,
      List<String> notes) {
    int most = mostPerConnection > 0 ? mostPerConnection : Integer.MAX_VALUE;
    List<List<StreamId>> connections =
        SubscriptionPlan.connections(
            streams.stream().filter(stream -> !dialect.isOverRestOnly(stream)).toList(),
            dialect,
            most,
            lines);
    int perConnection =
        connections.stream()
            .mapToInt(
                part ->
                    Math.max(
                        part.size(),
                        Math.min(
                            dialect.limits(dialect.path(part.get(0))).streamsPerConnection(),
                            most)))
            .max()
            .orElse(Math.min(dialect.limits().streamsPerConnection(), most));
    int requests =
        connections.stream()
            .mapToInt(connection -> SubscriptionPlan.requests(connection, dialect).size())
            .sum();
    int symbols =
        (int)
            streams.stream()
                .map(StreamId::symbol)
                .filter(symbol -> !symbol.isEmpty())
                .distinct()
                .count();
    return new VenuePlan(
        dialect.venue(),
        symbols,
        streams.size(),
        connections.stream().map(List::size).toList(),
        lines,
        perConnection,
        requests * lines,
        SubscriptionPlan.subscribeTime(connections, dialect, lines),
        rest.map(known -> weight(known, streams)).orElse(0),
        rest.map(RestDialect::weightPerMinute).orElse(0),
        channels(dialect.venue(), traffic, streams),
        notes);
  }

  private static int weight(RestDialect rest, Collection<StreamId> streams) {
    return rest.instrumentLists().stream().mapToInt(RestRequest::weight).sum()
        + rest.time().weight()
        + streams.stream()
            .map(rest::snapshot)
            .flatMap(Optional::stream)
            .mapToInt(RestRequest::weight)
            .sum();
  }

  private static List<ChannelPlan> channels(
      String venue, TrafficTable traffic, Collection<StreamId> streams) {
    Map<String, List<StreamId>> byChannel = new LinkedHashMap<>();
    for (StreamId stream : streams) {
      byChannel.computeIfAbsent(stream.channel(), unseen -> new ArrayList<>()).add(stream);
    }
    List<ChannelPlan> plans = new ArrayList<>();
    byChannel.forEach((channel, of) -> plans.add(channel(venue, traffic, channel, of)));
    return plans;
  }

  private static ChannelPlan channel(
      String venue, TrafficTable table, String channel, List<StreamId> streams) {
    int unknown = 0;
    double messages = 0;
    double raw = 0;
    double compressed = 0;
    TreeSet<String> origins = new TreeSet<>();
    for (StreamId stream : streams) {
      Optional<Traffic> known = table.of(stream);
      if (known.isEmpty()) {
        unknown++;
        continue;
      }
      Traffic traffic = known.get();
      double bytes =
          traffic.messagesPerSecond()
              * SECONDS_A_DAY
              * (traffic.frameBytes() + lineBytes(venue, stream));
      messages += traffic.messagesPerSecond();
      raw += bytes;
      compressed += bytes / traffic.compression();
      origins.add(traffic.origin());
    }
    return new ChannelPlan(
        channel, streams.size(), unknown, messages, raw, compressed, List.copyOf(origins));
  }

  /** What the journal writes around a frame. */
  private static int lineBytes(String venue, StreamId stream) {
    return ("{\"receiveTimeNs\":1795165200123456789,\"stream\":\""
            + stream
            + "\",\"connection\":\""
            + venue
            + "-1\",\"frame\":}\n")
        .length();
  }

  double messagesPerSecond() {
    return channels.stream().mapToDouble(ChannelPlan::messagesPerSecond).sum();
  }

  double rawBytesPerDay() {
    return channels.stream().mapToDouble(ChannelPlan::rawBytesPerDay).sum();
  }

  double compressedBytesPerDay() {
    return channels.stream().mapToDouble(ChannelPlan::compressedBytesPerDay).sum();
  }

  /** How long the REST requests of the start take by the budget alone. */
  Duration restTime() {
    return restPerMinute == 0
        ? Duration.ZERO
        : Duration.ofMinutes((restWeight - 1) / restPerMinute);
  }
}
