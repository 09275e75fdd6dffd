package dev.caravan.venue.okx;

import dev.caravan.simulator.FrameIdentity;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.RestAnswer;
import dev.caravan.simulator.SimulatedClient;
import dev.caravan.simulator.SimulatedMarket;
import dev.caravan.simulator.SimulatedSession;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Serves one market of OKX: its paths, its frames, its REST. */
final class SimulatedOkxMarket implements SimulatedMarket {

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
