package dev.caravan.camel.web;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Gives every answer of one connection its security headers, the answer to a HEAD no body, and a
 * reader that does not take its answer an end.
 *
 * <p>netty-http writes the body of a HEAD's answer too, which the client would read as the next
 * answer. Runs on the connection's event loop.
 */
final class ResponseHeaders extends ChannelOutboundHandlerAdapter {
  /** Browsers and monitors send no request before they have the answer to the one before. */
  static final int MAX_PENDING = 2;

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** On every answer, also the few that are written past this handler. */
  private static final Map<String, String> HEADERS =
      new TreeMap<>(
          Map.of(
              "X-Content-Type-Options", "nosniff",
              "Content-Security-Policy", POLICY,
              "X-Frame-Options", "DENY",
              "Referrer-Policy", "no-referrer",
              "Cross-Origin-Resource-Policy", "same-origin",
              "Cross-Origin-Opener-Policy", "same-origin",
              "Permissions-Policy", "camera=(), geolocation=(), microphone=()"));

  /** The same as lines. */
  static final String TEXT =
      HEADERS.entrySet().stream()
          .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
          .collect(Collectors.joining());

  /** How long a reader may take for one answer. */
  static final Duration TAKEN_WITHIN = Duration.ofSeconds(30);

  private final WebGate gate;
  private final Deque<HttpMethod> pending = new ArrayDeque<>();

  ResponseHeaders(WebGate gate) {
    this.gate = gate;
  }

  /** Notes a request that will be answered; false if too many wait already. */
  boolean expect(HttpMethod method) {
    if (pending.size() >= MAX_PENDING) {
      return false;
    }
    pending.add(method);
    return true;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    // 100 Continue is no answer yet.
    if (!(message instanceof HttpResponse response) || response.status().code() < 200) {
      context.write(message, promise);
      return;
    }
    dress(response.headers());
    boolean bare = HttpMethod.HEAD.equals(pending.poll());
    if (bare && response instanceof FullHttpResponse full) {
      // Content-Length stays: it tells what a GET would get.
      HttpResponse headOnly =
          new DefaultFullHttpResponse(
              full.protocolVersion(),
              full.status(),
              Unpooled.EMPTY_BUFFER,
              full.headers(),
              full.trailingHeaders());
      full.release();
      send(context, headOnly, 0, promise);
    } else {
      long bytes = response instanceof FullHttpResponse full ? full.content().readableBytes() : 0;
      send(context, response, bytes, promise);
    }
  }

  private void send(
      ChannelHandlerContext context, HttpResponse response, long bytes, ChannelPromise promise) {
    for (Channel slow : gate.room().take(context.channel(), bytes)) {
      gate.countRefusal("slow");
      slow.close();
    }
    Future<?> tooSlow =
        context
            .executor()
            .schedule(
                () -> {
                  gate.countRefusal("slow");
                  context.close();
                },
                TAKEN_WITHIN.toMillis(),
                TimeUnit.MILLISECONDS);
    context
        .write(response, promise.unvoid())
        .addListener(
            taken -> {
              tooSlow.cancel(false);
              gate.room().giveBack(context.channel(), bytes);
              if (pending.isEmpty()) {
                gate.places().silent(context.channel());
              }
            });
  }

  private static void dress(HttpHeaders headers) {
    HEADERS.forEach(headers::set);
    if (!headers.contains(HttpHeaderNames.CACHE_CONTROL)) {
      headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    }
  }
}
