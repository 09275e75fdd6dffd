package dev.caravan.venue.gateio;

import dev.caravan.simulator.FrameIdentity;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.RestAnswer;
import dev.caravan.simulator.SimulatedClient;
import dev.caravan.simulator.SimulatedMarket;
import dev.caravan.simulator.SimulatedSession;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Serves both markets: their paths, their frames, their REST. */
final class SimulatedGateioServer implements SimulatedMarket {

  private final SimulatedGateioFrames frames;
  private final SimulatedGateioRest rest;
  private final Clock clock = Clock.systemUTC();

  SimulatedGateioServer(SimulatedGateioFrames frames) {
    this.frames = frames;
    this.rest = new SimulatedGateioRest(frames);
  }

  @Override
  public List<MarketStream> streams() {
    return frames.streams();
  }

  @Override
  public long nextTimeNs() {
    return frames.nextTimeNs();
  }

  @Override
  public boolean next(long timeMs, MarketFrame into) {
    return frames.next(timeMs, into);
  }

  @Override
  public Optional<SimulatedSession> connect(String uri, SimulatedClient client) {
    String market =
        Map.of("/ws/v4/", "spot", "/ws/v4", "spot", "/v4/ws/usdt", "futures")
            .get(new QueryStringDecoder(uri).path());
    return Optional.ofNullable(market)
        .map(known -> new SimulatedGateioSession(client, frames, known, clock::millis));
  }

  @Override
  public RestAnswer rest(String method, String uri, long timeMs) {
    return rest.answer(method, uri, timeMs);
  }

  @Override
  public RestAnswer tooManyRequests(int status, long retryAfterSeconds, long timeMs) {
    return RestAnswer.of(
            status, "{\"label\":\"TOO_MANY_REQUESTS\",\"message\":\"Request Rate Limit Exceeded\"}")
        .with("Retry-After", Long.toString(retryAfterSeconds));
  }

  @Override
  public FrameIdentity identify(byte[] frame) {
    return SimulatedGateioIds.identify(frame);
  }

  @Override
  public void close() {
    frames.close();
  }
}
