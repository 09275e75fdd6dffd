package dev.caravan.camel.archive;

import dev.caravan.archive.ArchiveKeeper;
import dev.caravan.archive.DayDraft;
import dev.caravan.archive.DayManifest;
import dev.caravan.archive.DayPlan;
import dev.caravan.archive.Retention;
import dev.caravan.archive.SourcePurge;
import dev.caravan.archive.StoppedException;
import java.io.IOException;
import java.util.List;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consolidate finished days into one file per stream, step by step.
 *
 * <p>{@code plan} makes the body a list of due {@link DayPlan}s; {@code consolidate} makes a {@link
 * DayDraft} of one, {@code verify} keeps it, {@code publish} makes a {@link DayManifest} of it;
 * {@code purge} and {@code retain} leave the body alone. A day that fails is tried again later; a
 * step that is stopped with the daemon ends its exchange quietly.
 */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "archive",
    title = "Archive",
    syntax = "archive:step",
    producerOnly = true,
    remote = false,
    category = {Category.FILE})
public class ArchiveEndpoint extends DefaultEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(ArchiveEndpoint.class);
  private static final List<String> STEPS =
      List.of("plan", "consolidate", "verify", "publish", "purge", "retain");

  @UriPath(description = "What to do.", enums = "plan,consolidate,verify,publish,purge,retain")
  @Metadata(required = true)
  private String step = "";

  public ArchiveEndpoint(String uri, ArchiveComponent component) {
    super(uri, component);
  }

  void requireKnownStep() {
    if (!STEPS.contains(step)) {
      throw new IllegalArgumentException(
          "no such step of consolidation: step=" + step + "; known: " + String.join(", ", STEPS));
    }
  }

  @Override
  public Producer createProducer() {
    return new Step();
  }

  @Override
  public Consumer createConsumer(Processor processor) {
    throw new UnsupportedOperationException(
        "archive has only steps; begin with a timer: " + getEndpointUri());
  }

  public String getStep() {
    return step;
  }

  public void setStep(String step) {
    this.step = step;
  }

  /** Does one step. */
  private final class Step extends DefaultProducer {

    Step() {
      super(ArchiveEndpoint.this);
    }

    @Override
    public void process(Exchange exchange) throws Exception {
      try {
        step(exchange.getMessage(), ((ArchiveComponent) getComponent()).keeper());
      } catch (StoppedException e) {
        LOG.info("{}", e.getMessage());
        exchange.setRouteStop(true);
      }
    }

    private void step(Message message, ArchiveKeeper keeper) throws Exception {
      switch (step) {
        case "plan" -> message.setBody(keeper.due());
        case "consolidate" ->
            message.setBody(keeper.write(message.getMandatoryBody(DayPlan.class)));
        case "verify" -> keeper.verify(message.getMandatoryBody(DayDraft.class));
        case "publish" -> publish(message, keeper);
        case "purge" -> {
          SourcePurge.Result removed = keeper.purge();
          if (removed.segments() > 0) {
            LOG.info(
                "consolidated segments removed segments={} bytes={}",
                removed.segments(),
                removed.bytes());
          }
        }
        default -> {
          Retention.Result removed = keeper.retain();
          if (removed.days() > 0) {
            LOG.info("old days removed days={} bytes={}", removed.days(), removed.bytes());
          }
        }
      }
    }

    private void publish(Message message, ArchiveKeeper keeper) throws IOException {
      DayDraft draft = message.getBody(DayDraft.class);
      if (draft == null) {
        throw new IllegalStateException(
            "archive:publish needs what archive:consolidate wrote; put that step before it");
      }
      DayManifest day = keeper.publish(draft);
      LOG.info(
          "day consolidated venue={} date={} streams={} records={} dropped={} bytes={}",
          day.venue(),
          day.date(),
          day.streams().size(),
          day.records(),
          day.dropped(),
          draft.compressedBytes());
      message.setBody(day);
    }
  }
}
