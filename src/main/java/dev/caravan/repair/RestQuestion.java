package dev.caravan.repair;

import static java.util.Objects.requireNonNull;

import dev.caravan.rest.RestClient;
import dev.caravan.rest.RestRequest;
import dev.caravan.stream.Repairs.Site;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Asks a venue one question at a time and brings the answer to the feed's event loop.
 *
 * <p>Event loop only; answers are read on the REST thread.
 */
final class RestQuestion {

  /** Reads an answer's body. */
  @FunctionalInterface
  interface Reader<T> {
    T read(byte[] body) throws IOException;
  }

  private final RestClient client;
  private final Site site;
  private final Runnable whenFree;
  private boolean isAsking;

  /**
   * Asks nothing yet.
   *
   * @param whenFree called behind each answer, when the next question may be asked
   */
  RestQuestion(RestClient client, Site site, Runnable whenFree) {
    this.client = requireNonNull(client, "client");
    this.site = requireNonNull(site, "site");
    this.whenFree = requireNonNull(whenFree, "whenFree");
  }

  boolean isAsking() {
    return isAsking;
  }

  /** Asks; only while nothing else is asked. */
  <T> void ask(
      RestRequest request, Reader<T> reader, Consumer<T> taker, Consumer<IOException> failed) {
    isAsking = true;
    client
        .send(request)
        .thenApply(
            reply -> {
              try {
                return reader.read(reply.body());
              } catch (IOException e) {
                throw new CompletionException(e);
              }
            })
        .whenComplete(
            (answer, failure) ->
                site.execute(
                    () -> {
                      isAsking = false;
                      if (failure == null) {
                        taker.accept(answer);
                      } else {
                        failed.accept(reason(failure));
                      }
                      whenFree.run();
                    }));
  }

  static IOException reason(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof IOException io ? io : new IOException(cause.toString(), cause);
  }
}
