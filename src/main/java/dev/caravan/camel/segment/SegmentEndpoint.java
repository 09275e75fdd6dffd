package dev.caravan.camel.segment;

import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.SegmentSealer;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
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
 * Seal a rotated segment, step by step.
 *
 * <p>The body is the {@link Path} of the plain segment and stays it. Each step may be repeated.
 */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "segment",
    title = "Segment",
    syntax = "segment:step",
    producerOnly = true,
    remote = false,
    category = {Category.FILE},
    headersClass = SegmentConstants.class)
public class SegmentEndpoint extends DefaultEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(SegmentEndpoint.class);
  private static final List<String> STEPS =
      List.of("compress", "compare", "publish", "remove-plain");

  @UriPath(
      description = "What to do with the segment.",
      enums = "compress,compare,publish,remove-plain")
  @Metadata(required = true)
  private String step = "";

  public SegmentEndpoint(String uri, SegmentComponent component) {
    super(uri, component);
  }

  void requireKnownStep() {
    if (!STEPS.contains(step)) {
      throw new IllegalArgumentException(
          "no such step of sealing: step=" + step + "; known: " + String.join(", ", STEPS));
    }
  }

  @Override
  public Producer createProducer() {
    return new Step();
  }

  @Override
  public Consumer createConsumer(Processor processor) {
    throw new UnsupportedOperationException(
        "segment has only steps; receive rotated segments from journal: " + getEndpointUri());
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
      super(SegmentEndpoint.this);
    }

    @Override
    public void process(Exchange exchange) throws Exception {
      Path plain = exchange.getMessage().getMandatoryBody(Path.class);
      SegmentSealer sealer = ((SegmentComponent) getComponent()).sealer();
      switch (step) {
        case "compress" -> sealer.compress(plain);
        case "compare" -> exchange.setProperty(SegmentConstants.MANIFEST, sealer.compare(plain));
        case "publish" -> sealer.publish(plain, manifest(exchange));
        default -> {
          sealer.removePlain(plain);
          Manifest manifest = manifest(exchange);
          LOG.info(
              "segment sealed journal={} number={} records={} bytes={} compressedBytes={}",
              manifest.journal(),
              manifest.number(),
              manifest.records(),
              manifest.plain().bytes(),
              manifest.compressed().bytes());
        }
      }
    }

    private Manifest manifest(Exchange exchange) {
      Manifest manifest = exchange.getProperty(SegmentConstants.MANIFEST, Manifest.class);
      if (manifest == null) {
        throw new IllegalStateException(
            "segment:" + step + " needs the manifest of segment:compare; put that step before it");
      }
      return manifest;
    }
  }
}
