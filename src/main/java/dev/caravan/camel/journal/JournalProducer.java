package dev.caravan.camel.journal;

import dev.caravan.journal.Journal;
import dev.caravan.record.FrameBatch;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

/** Enqueues each batch at the core journal and returns at once. */
class JournalProducer extends DefaultProducer {

  private @Nullable Journal journal;

  JournalProducer(JournalEndpoint endpoint) {
    super(endpoint);
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    JournalEndpoint endpoint = (JournalEndpoint) getEndpoint();
    journal = endpoint.journals().journal(endpoint.getName());
  }

  @Override
  public void process(Exchange exchange) {
    Journal open = journal;
    if (open == null) {
      throw new IllegalStateException("journal is not open: " + getEndpoint().getEndpointUri());
    }
    if (!(exchange.getMessage().getBody() instanceof FrameBatch batch)) {
      Object body = exchange.getMessage().getBody();
      throw new IllegalArgumentException(
          "a journal takes a FrameBatch, not "
              + (body == null ? "nothing" : body.getClass().getName())
              + "; aggregate bursts with the strategy frameBatch first");
    }
    open.append(batch);
  }
}
