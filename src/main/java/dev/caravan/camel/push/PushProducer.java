package dev.caravan.camel.push;

import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

/**
 * Hands each message body, as UTF-8 text, to the hub of its path, or lets the hub talk to each
 * viewer; the path is open while started. A message without a body is nothing to say.
 */
public class PushProducer extends DefaultProducer {
  private final PushHubs hubs;
  private final String path;
  private final PushLimits limits;
  private final @Nullable Conversations conversations;

  // Null while not started; set by start, read by the route's thread.
  private volatile @Nullable PushHub hub;
  // Null while not started or without conversations; guarded by start and stop.
  private @Nullable ExecutorService talker;

  PushProducer(
      PushEndpoint endpoint,
      PushHubs hubs,
      String path,
      @Nullable Conversations conversations,
      PushLimits limits) {
    super(endpoint);
    this.hubs = hubs;
    this.path = path;
    this.limits = limits;
    this.conversations = conversations;
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    PushHub open = hub;
    if (open == null) {
      return;
    }
    if (open.isTalking()) {
      open.talk();
    } else if (exchange.getMessage().getBody() != null) {
      open.broadcast(exchange.getMessage().getMandatoryBody(byte[].class));
    }
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    if (conversations != null) {
      talker =
          getEndpoint()
              .getCamelContext()
              .getExecutorServiceManager()
              .newSingleThreadExecutor(this, "push-talker");
    }
    hub = hubs.open(path, limits, conversations, talker);
  }

  @Override
  protected void doStop() throws Exception {
    PushHub open = hub;
    hub = null;
    if (open != null) {
      hubs.close(open);
    }
    if (talker != null) {
      getEndpoint().getCamelContext().getExecutorServiceManager().shutdownNow(talker);
      talker = null;
    }
    super.doStop();
  }
}
