package dev.caravan.camel.journal;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Append batches of records to a journal, or hear of its rotated segments.
 *
 * <p>A producer takes a {@link dev.caravan.record.FrameBatch} and never fails it: the journal
 * retries until it is written. A consumer gives the {@link java.nio.file.Path} of each rotated,
 * unsealed segment, in order, again and again until its route completes.
 */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "journal",
    title = "Journal",
    syntax = "journal:name",
    category = {Category.FILE})
public class JournalEndpoint extends DefaultEndpoint {

  @UriPath(
      description =
          "Name of the journal, for example raw/binance-spot; a consumer may end it with * to hear"
              + " of all that begin so.")
  @Metadata(required = true)
  private String name = "";

  @UriParam(description = "What a consumer hears of.", enums = "rotated", defaultValue = "rotated")
  private String event = "rotated";

  public JournalEndpoint(String uri, JournalComponent component) {
    super(uri, component);
  }

  @Override
  public Producer createProducer() {
    if (!name.matches("[a-z0-9-]+(/[a-z0-9-]+)*")) {
      throw new IllegalArgumentException(
          "a journal's name is made of a-z, 0-9, - and /: name=" + name);
    }
    return new JournalProducer(this);
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    if (!event.equals("rotated")) {
      throw new IllegalArgumentException("a journal knows no such event: " + event + "; rotated");
    }
    JournalConsumer consumer = new JournalConsumer(this, processor);
    configureConsumer(consumer);
    return consumer;
  }

  Journals journals() {
    return ((JournalComponent) getComponent()).journals();
  }

  /** Whether a consumer wants to hear of this journal. */
  boolean matches(String journal) {
    return name.endsWith("*")
        ? journal.startsWith(name.substring(0, name.length() - 1))
        : journal.equals(name);
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getEvent() {
    return event;
  }

  public void setEvent(String event) {
    this.event = event;
  }
}
