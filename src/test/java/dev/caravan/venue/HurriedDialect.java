package dev.caravan.venue;

import dev.caravan.instrument.StreamId;
import dev.caravan.stream.ClientPing;
import dev.caravan.stream.ControlMessage;
import dev.caravan.stream.Dialect;
import dev.caravan.stream.VenueLimits;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A venue's dialect that connects and gives up sooner, so that a test need not wait; what the venue
 * limits within a connection stays as it is. Counts how often each stream was asked for.
 */
final class HurriedDialect implements Dialect {

  private static final Duration NO_REFUSAL_CAME = Duration.ofMillis(400);

  private final Dialect real;
  private final Map<StreamId, AtomicInteger> asked = new ConcurrentHashMap<>();

  private final Duration silenceBeforeCut;
  private final int mostConnections;
  private int connectHurry = 2;

  HurriedDialect(Dialect real) {
    this(real, Duration.ofMillis(1500));
  }

  /**
   * Cuts a connection after a silence of its own choice: where much runs side by side, the
   * simulator may be silent for long because it has no processor.
   */
  HurriedDialect(Dialect real, Duration silenceBeforeCut) {
    this(real, silenceBeforeCut, Integer.MAX_VALUE);
  }

  /** Of a venue that takes no more connections than these. */
  HurriedDialect(Dialect real, Duration silenceBeforeCut, int mostConnections) {
    this.real = real;
    this.silenceBeforeCut = silenceBeforeCut;
    this.mostConnections = mostConnections;
  }

  /** Keeps connects as far apart as the real one: where the venue counts them exactly. */
  HurriedDialect withUnhurriedConnects() {
    connectHurry = 1;
    return this;
  }

  /** How often the stream was asked for. */
  int asked(StreamId stream) {
    AtomicInteger times = asked.get(stream);
    return times == null ? 0 : times.get();
  }

  @Override
  public VenueLimits limits() {
    VenueLimits limits = real.limits();
    VenueLimits hurried =
        new VenueLimits(
            limits.streamsPerConnection(),
            limits.namesPerRequest(),
            limits.bytesPerRequest(),
            limits.requestSpacing(),
            Duration.ofMillis(Math.max(50, leastConnectSpacing().toMillis())),
            real.answersRequests() ? limits.acknowledgeWithin() : NO_REFUSAL_CAME,
            silenceBeforeCut.dividedBy(2),
            silenceBeforeCut,
            Duration.ofMillis(50),
            Duration.ofMillis(400));
    return hurried.withRequestsPerHour(limits.requestsPerHour());
  }

  @Override
  public int mostConnections() {
    return mostConnections;
  }

  @Override
  public String venue() {
    return real.venue();
  }

  @Override
  public URI defaultWebsocketUrl() {
    return real.defaultWebsocketUrl();
  }

  @Override
  public List<URI> websocketUrls() {
    return real.websocketUrls();
  }

  @Override
  public List<URI> websocketUrls(String path) {
    return real.websocketUrls(path);
  }

  @Override
  public String requestGroup(StreamId stream) {
    return real.requestGroup(stream);
  }

  @Override
  public String path(StreamId stream) {
    return real.path(stream);
  }

  @Override
  public Map<String, String> handshakeHeaders(String path) {
    return real.handshakeHeaders(path);
  }

  @Override
  public Duration leastConnectSpacing() {
    return real.leastConnectSpacing().dividedBy(connectHurry);
  }

  @Override
  public Optional<ClientPing> ping(String path) {
    return real.ping(path)
        .map(ping -> new ClientPing(Duration.ofSeconds(1), ping.isRegular(), ping.text()));
  }

  @Override
  public boolean beginsWithBook(StreamId stream) {
    return real.beginsWithBook(stream);
  }

  @Override
  public boolean isOccasional(StreamId stream) {
    return real.isOccasional(stream);
  }

  @Override
  public boolean answersRequests() {
    return real.answersRequests();
  }

  @Override
  public boolean replacesRequests() {
    return real.replacesRequests();
  }

  @Override
  public Duration connectionLifetime() {
    return real.connectionLifetime();
  }

  @Override
  public String wireName(StreamId stream) {
    return real.wireName(stream);
  }

  @Override
  public String subscribe(long id, List<StreamId> streams) {
    streams.forEach(
        stream -> asked.computeIfAbsent(stream, unused -> new AtomicInteger()).incrementAndGet());
    return real.subscribe(id, streams);
  }

  @Override
  public String unsubscribe(long id, List<StreamId> streams) {
    return real.unsubscribe(id, streams);
  }

  @Override
  public ControlMessage interpret(byte[] bytes, int offset, int length) {
    return real.interpret(bytes, offset, length);
  }
}
