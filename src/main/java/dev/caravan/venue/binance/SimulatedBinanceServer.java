package dev.caravan.venue.binance;

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

/** Serves one market of a Binance venue: its paths, its frames, its REST. */
public final class SimulatedBinanceServer implements SimulatedMarket {

  private final SimulatedFrames frames;
  private final SimulatedRules rules;
  private final SimulatedFrameIds ids;
  private final SimulatedBinanceRest rest;

  public SimulatedBinanceServer(SimulatedFrames frames, SimulatedRules rules) {
    this.frames = frames;
    this.rules = rules;
    this.ids = new SimulatedFrameIds(rules);
    this.rest = new SimulatedBinanceRest(frames, rules);
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

  /**
   * {@code /stream}, {@code /stream?streams=a/b}, {@code /ws}, {@code /ws/a/b}, each with route.
   */
  @Override
  public Optional<SimulatedSession> connect(String uri, SimulatedClient client) {
    QueryStringDecoder decoded = new QueryStringDecoder(uri);
    for (String route : rules.routes()) {
      if (!decoded.path().startsWith(route + "/")) {
        continue;
      }
      String path = decoded.path().substring(route.length());
      if (path.equals("/stream")) {
        String names = String.join("/", decoded.parameters().getOrDefault("streams", List.of()));
        return Optional.of(new SimulatedBinanceSession(client, rules, route, true, split(names)));
      }
      if (path.equals("/ws") || path.startsWith("/ws/")) {
        List<String> names = split(path.substring("/ws".length()));
        return Optional.of(new SimulatedBinanceSession(client, rules, route, false, names));
      }
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
    return rest.tooMany(status, retryAfterSeconds, timeMs);
  }

  @Override
  public FrameIdentity identify(byte[] frame) {
    return ids.identify(frame);
  }

  @Override
  public void close() {
    frames.close();
  }
}
