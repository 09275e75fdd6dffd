package dev.caravan.camel.web;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Gives every answer of one connection its security headers, and the answer to a HEAD no body.
 *
 * <p>netty-http writes the body of a HEAD's answer too, which the client would read as the next
 * answer. Runs on the connection's event loop.
 */
final class ResponseHeaders extends ChannelOutboundHandlerAdapter {
  static final int MAX_PENDING = 8;

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Deque<HttpMethod> pending = new ArrayDeque<>();

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
      context.write(headOnly, promise);
    } else {
      context.write(response, promise);
    }
  }

  private static void dress(HttpHeaders headers) {
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    if (!headers.contains(HttpHeaderNames.CACHE_CONTROL)) {
      headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    }
  }
}
