package dev.caravan.camel.web;

import static java.util.Objects.requireNonNull;

import dev.caravan.camel.push.PushHubs;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.apache.camel.component.netty.DefaultChannelHandlerFactory;

/**
 * Puts a {@link GateHandler} in front of every connection of the web port.
 *
 * <p>netty-http takes it through its option {@code decoders}, right behind the request decoder; the
 * option {@code serverInitializerFactory} would be ignored without a word (Camel 4.18.0). Any
 * thread.
 */
@Sharable
public final class WebGate extends DefaultChannelHandlerFactory {
  /** The registry name for {@code decoders: "#webGate"}. */
  public static final String BEAN = "webGate";

  private static final List<String> REASONS =
      List.of(
          "header",
          "method",
          "path",
          "host",
          "forwarded",
          "body",
          "origin",
          "upgrade",
          "connections",
          "timeout",
          "slow");

  /** Answers, of all connections together, that their readers have not taken yet. */
  static final long MAX_UNSENT_BYTES = 32L << 20;

  private final WebOptions options;
  private final GateRules rules;
  private final PushHubs hubs;
  private final Places<Channel> places;
  private final AnswerRoom<Channel> room = new AnswerRoom<>(MAX_UNSENT_BYTES);
  private final Map<String, LongAdder> refusals =
      REASONS.stream()
          .collect(Collectors.toUnmodifiableMap(reason -> reason, reason -> new LongAdder()));

  public WebGate(WebOptions options, PushHubs hubs) {
    this.options = requireNonNull(options, "options");
    this.rules = new GateRules(options);
    this.hubs = requireNonNull(hubs, "hubs");
    this.places = new Places<>(options.maxConnections());
  }

  @Override
  public ChannelHandler newChannelHandler() {
    return new GateHandler(this);
  }

  /** Registers {@code caravan_http_refused_total{reason}} and the gauges of what is open. */
  public void meterIn(MeterRegistry registry) {
    refusals.forEach(
        (reason, count) ->
            FunctionCounter.builder("caravan.http.refused", count, LongAdder::sum)
                .tag("reason", reason)
                .register(registry));
    Gauge.builder("caravan.http.connections", places, Places::taken).register(registry);
    Gauge.builder("caravan.http.unsent.bytes", room, AnswerRoom::bytes).register(registry);
  }

  WebOptions options() {
    return options;
  }

  GateRules rules() {
    return rules;
  }

  PushHubs hubs() {
    return hubs;
  }

  void countRefusal(String reason) {
    requireNonNull(refusals.get(reason), reason).increment();
  }

  Places<Channel> places() {
    return places;
  }

  AnswerRoom<Channel> room() {
    return room;
  }
}
