package dev.caravan.venue.binancespot;

import dev.caravan.simulator.FrameIdentity;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.RestAnswer;
import dev.caravan.simulator.SimulatedClient;
import dev.caravan.simulator.SimulatedMarket;
import dev.caravan.simulator.SimulatedSession;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Serves one market of Binance spot: its paths, its frames, its REST. */
final class SimulatedSpotServer implements SimulatedMarket {

  private final SimulatedSpotFrames frames;
  private final SimulatedSpotRest rest;

  SimulatedSpotServer(SimulatedSpotFrames frames) {
    this.frames = frames;
    this.rest = new SimulatedSpotRest(frames);
  }

  @Override
  public List<MarketStream> streams() {
    return frames.streams();
  }

  @Override
  public boolean next(long timeMs, MarketFrame into) {
    return frames.next(timeMs, into);
  }

  /** {@code /stream}, {@code /stream?streams=a/b}, {@code /ws}, {@code /ws/a/b}. */
  @Override
  public Optional<SimulatedSession> connect(String uri, SimulatedClient client) {
    QueryStringDecoder decoded = new QueryStringDecoder(uri);
    String path = decoded.path();
    if (path.equals("/stream")) {
      String names = String.join("/", decoded.parameters().getOrDefault("streams", List.of()));
      return Optional.of(new SimulatedSpotSession(client, true, split(names)));
    }
    if (path.equals("/ws") || path.startsWith("/ws/")) {
      return Optional.of(
          new SimulatedSpotSession(client, false, split(path.substring("/ws".length()))));
    }
    return Optional.empty();
  }

  private static List<String> split(String names) {
    return Arrays.stream(names.split("/")).filter(name -> !name.isEmpty()).toList();
  }

  @Override
  public RestAnswer rest(String method, String uri, long timeMs) {
    return rest.answer(method, uri, timeMs);
  }

  @Override
  public RestAnswer tooManyRequests(int status, long retryAfterSeconds, long timeMs) {
    String message =
        status == 418
            ? "Way too many requests; IP banned until " + (timeMs + retryAfterSeconds * 1000) + "."
            : "Too many requests; current limit is 6000 request weight per 1 MINUTE.";
    return RestAnswer.of(status, "{\"code\":-1003,\"msg\":\"" + message + "\"}")
        .with("Retry-After", Long.toString(retryAfterSeconds));
  }

  @Override
  public FrameIdentity identify(byte[] frame) {
    return SimulatedFrameIds.identify(frame);
  }
}
