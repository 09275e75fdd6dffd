package dev.caravan.rest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Collects the body of one answer, zipped or not, and gives up as soon as it is too long. */
final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {

  /** The body is longer than allowed. */
  static final class TooLongException extends IOException {
    TooLongException(int limit) {
      super("the answer is longer than " + limit + " bytes");
    }
  }

  private final int limit;
  private final boolean isZipped;
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Null until subscribed. */
  private Flow.@Nullable Subscription subscription;

  private LimitedBody(int limit, boolean isZipped) {
    this.limit = limit;
    this.isZipped = isZipped;
  }

  static HttpResponse.BodyHandler<byte[]> of(int limit) {
    return info ->
        new LimitedBody(
            limit,
            info.headers().firstValue("Content-Encoding").orElse("").equalsIgnoreCase("gzip"));
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (buffer.remaining() > limit - bytes.size()) {
        if (subscription != null) {
          subscription.cancel();
        }
        body.completeExceptionally(new TooLongException(limit));
        return;
      }
      byte[] part = new byte[buffer.remaining()];
      buffer.get(part);
      bytes.writeBytes(part);
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    if (body.isDone()) {
      return;
    }
    try {
      body.complete(isZipped ? unzipped() : bytes.toByteArray());
    } catch (IOException e) {
      body.completeExceptionally(e);
    }
  }

  private byte[] unzipped() throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      byte[] plain = in.readNBytes(limit);
      if (in.read() >= 0) {
        throw new TooLongException(limit);
      }
      return plain;
    }
  }
}
