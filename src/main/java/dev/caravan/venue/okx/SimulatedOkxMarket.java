package dev.caravan.venue.okx;

import dev.caravan.simulator.FrameIdentity;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.RestAnswer;
import dev.caravan.simulator.SimulatedClient;
import dev.caravan.simulator.SimulatedMarket;
import dev.caravan.simulator.SimulatedSession;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Serves one market of OKX: its paths, its frames, its REST. */
final class SimulatedOkxMarket implements SimulatedMarket {

  private static final int CONNECTS_A_SECOND = 3;
  private static final long SECOND_MS = 1_000;

  private final Deque<Long> connectedMs = new ArrayDeque<>();
  private final SimulatedOkxSource source;
  private final SimulatedOkxRest rest;
  private final Duration idle;

  SimulatedOkxMarket(SimulatedOkxSource source, Duration idle) {
    this.source = source;
    this.rest = new SimulatedOkxRest(source);
    this.idle = idle;
  }

  @Override
  public List<MarketStream> streams() {
    return source.streams();
  }

  @Override
  public long nextTimeNs() {
    return source.nextTimeNs();
  }

  @Override
  public boolean next(long timeMs, MarketFrame into) {
    return source.next(timeMs, into);
  }

  /** How the venue answers a fourth connection in a second is not documented. */
  @Override
  public Optional<RestAnswer> refuseConnection(long timeMs) {
    while (!connectedMs.isEmpty() && timeMs - connectedMs.getFirst() >= SECOND_MS) {
      connectedMs.removeFirst();
    }
    if (connectedMs.size() >= CONNECTS_A_SECOND) {
      return Optional.of(SimulatedOkxRest.tooMany(429));
    }
    connectedMs.addLast(timeMs);
    return Optional.empty();
  }

  @Override
  public Optional<SimulatedSession> connect(String uri, SimulatedClient client) {
    String path = uri.replaceFirst("\\?.*", "");
    return switch (path) {
      case "/ws/v5/public" -> Optional.of(new SimulatedOkxSession(client, source, false, idle));
      case "/ws/v5/business" -> Optional.of(new SimulatedOkxSession(client, source, true, idle));
      default -> Optional.empty();
    };
  }

  @Override
  public RestAnswer rest(String method, String uri, long timeMs) {
    return rest.answer(method, uri, timeMs);
  }

  @Override
  public RestAnswer tooManyRequests(int status, long retryAfterSeconds, long timeMs) {
    return SimulatedOkxRest.tooMany(status).with("Retry-After", Long.toString(retryAfterSeconds));
  }

  @Override
  public FrameIdentity identify(byte[] frame) {
    return SimulatedOkxIds.identify(frame);
  }

  @Override
  public void close() {
    source.close();
  }
}
