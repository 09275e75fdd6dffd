package dev.caravan.simulator;

import dev.caravan.ledger.LedgerRecorder;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers HTTP requests, and turns a channel into a WebSocket connection where asked to. */
final class FrontHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final Logger LOG = LoggerFactory.getLogger(FrontHandler.class);
  private static final int MAX_MESSAGE_BYTES = 1 << 20;

  private final MarketRun run;
  private final LedgerRecorder recorder;
  private final SimulatorOptions options;

  FrontHandler(MarketRun run, LedgerRecorder recorder, SimulatorOptions options) {
    this.run = run;
    this.recorder = recorder;
    this.options = options;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    boolean isUpgrade =
        request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    Optional<RestAnswer> refusal = run.refusal(isUpgrade);
    if (!request.decoderResult().isSuccess()) {
      respond(ctx, request, RestAnswer.of(400, "{}"));
    } else if (refusal.isPresent()) {
      LOG.info("fault {} uri={}", refusal.get().status(), request.uri());
      respond(ctx, request, refusal.get());
    } else if (isUpgrade) {
      upgrade(ctx, request);
    } else {
      respond(
          ctx, request, run.market().rest(request.method().name(), request.uri(), run.timeMs()));
    }
  }

  private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (run.isConnectRefused()) {
      LOG.info("fault refuse uri={}", request.uri());
      respond(ctx, request, RestAnswer.of(503, "{\"code\":-1000,\"msg\":\"Unavailable\"}"));
      return;
    }
    Optional<RestAnswer> tooOften =
        run.market().refuseConnection(TimeUnit.NANOSECONDS.toMillis(options.nanoClock().nanos()));
    if (tooOften.isPresent()) {
      LOG.warn("connect refused uri={} status={}", request.uri(), tooOften.get().status());
      respond(ctx, request, tooOften.get());
      return;
    }
    SimulatedConnection connection = new SimulatedConnection(ctx.channel(), run, recorder, options);
    Optional<SimulatedSession> session = run.market().connect(request.uri(), connection);
    if (session.isEmpty()) {
      respond(ctx, request, RestAnswer.of(404, "{\"code\":-1,\"msg\":\"No WebSocket here\"}"));
      return;
    }
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory(
                null,
                null,
                WebSocketDecoderConfig.newBuilder()
                    .maxFramePayloadLength(MAX_MESSAGE_BYTES)
                    .build())
            .newHandshaker(request);
    if (handshaker == null) {
      WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(ctx.channel());
      return;
    }
    String uri = request.uri();
    handshaker
        .handshake(ctx.channel(), request)
        .addListener(
            (ChannelFutureListener)
                done -> {
                  if (done.isSuccess()) {
                    run.answered(uri, HttpResponseStatus.SWITCHING_PROTOCOLS.code());
                    begin(ctx, connection, session.get());
                  } else {
                    ctx.close();
                  }
                });
  }

  private void begin(
      ChannelHandlerContext ctx, SimulatedConnection connection, SimulatedSession session) {
    ctx.pipeline()
        .addLast(
            new WebSocketFrameAggregator(MAX_MESSAGE_BYTES),
            new SocketHandler(connection, session, options.nanoClock()));
    ctx.pipeline().remove(this);
    connection.open(session);
    session.open();
  }

  private void respond(ChannelHandlerContext ctx, FullHttpRequest request, RestAnswer answer) {
    run.answered(request.uri(), answer.status());
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            Unpooled.wrappedBuffer(answer.body()));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json;charset=UTF-8");
    answer.headers().forEach((name, value) -> response.headers().set(name, value));
    HttpUtil.setContentLength(response, answer.body().length);
    boolean isKeptAlive = HttpUtil.isKeepAlive(request) && answer.status() < 500;
    HttpUtil.setKeepAlive(response, isKeptAlive);
    var written = ctx.writeAndFlush(response);
    if (!isKeptAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("client dropped remote={}", ctx.channel().remoteAddress(), cause);
    ctx.close();
  }
}
