package dev.caravan.camel.health;

import java.time.Duration;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** Emits one exchange, a {@link HealthChange}, whenever a health check goes down or comes up. */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "health",
    title = "Health",
    syntax = "health:name",
    consumerOnly = true,
    category = Category.MONITORING)
public class HealthEndpoint extends DefaultEndpoint {

  @UriPath(description = "A name for the reader; may be left out.")
  @Metadata
  private String name = "checks";

  @UriParam(
      description = "How often the checks are asked.",
      defaultValue = "1s",
      javaType = "java.time.Duration")
  private Duration period = Duration.ofSeconds(1);

  public HealthEndpoint(String uri, HealthComponent component) {
    super(uri, component);
  }

  @Override
  public Producer createProducer() {
    throw new UnsupportedOperationException("health is only a source; use it under from:");
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    HealthConsumer consumer = new HealthConsumer(this, processor);
    configureConsumer(consumer);
    return consumer;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public Duration getPeriod() {
    return period;
  }

  public void setPeriod(Duration period) {
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException(
          "health: period must be above zero, such as 1s: " + period);
    }
    this.period = period;
  }
}
