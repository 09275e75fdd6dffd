package dev.caravan.camel.incidents;

import dev.caravan.incident.IncidentEvent.Kind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** Turns health changes into incidents, and delivers each opened and closed one once. */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "incidents",
    title = "Incidents",
    syntax = "incidents:name",
    category = Category.MONITORING,
    headersClass = IncidentsConstants.class)
public class IncidentsEndpoint extends DefaultEndpoint {

  @UriPath(description = "A name for the reader; may be left out.")
  @Metadata
  private String name = "incidents";

  @UriParam(
      label = "producer",
      description = "How long a check must be down before its incident opens.",
      defaultValue = "2s",
      javaType = "java.time.Duration")
  private Duration openAfter = Duration.ofSeconds(2);

  @UriParam(
      label = "producer",
      description = "How long a check must be up before its incident closes.",
      defaultValue = "5s",
      javaType = "java.time.Duration")
  private Duration closeAfter = Duration.ofSeconds(5);

  @UriParam(
      label = "consumer",
      description = "Which events are delivered.",
      enums = "opened,closed,both",
      defaultValue = "both")
  private String event = "both";

  @UriParam(
      label = "consumer",
      description =
          "Under which name deliveries are remembered across restarts; the id of the route if"
              + " left out.")
  private String consumer = "";

  @UriParam(
      label = "consumer",
      description = "The least time between two attempts.",
      defaultValue = "0s",
      javaType = "java.time.Duration")
  private Duration interval = Duration.ZERO;

  @UriParam(
      label = "consumer",
      description = "The wait after the first failure; it doubles with each further one.",
      defaultValue = "1s",
      javaType = "java.time.Duration")
  private Duration backoff = Duration.ofSeconds(1);

  @UriParam(
      label = "consumer",
      description = "The longest wait after a failure, unless the other side asks for more.",
      defaultValue = "1m",
      javaType = "java.time.Duration")
  private Duration maxBackoff = Duration.ofMinutes(1);

  public IncidentsEndpoint(String uri, IncidentsComponent component) {
    super(uri, component);
  }

  @Override
  public Producer createProducer() {
    return new IncidentsProducer(this);
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    IncidentsConsumer created = new IncidentsConsumer(this, processor);
    configureConsumer(created);
    return created;
  }

  Set<Kind> kinds() {
    return switch (event.toLowerCase(Locale.ROOT)) {
      case "opened" -> EnumSet.of(Kind.OPENED);
      case "closed" -> EnumSet.of(Kind.CLOSED);
      default -> EnumSet.allOf(Kind.class);
    };
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public Duration getOpenAfter() {
    return openAfter;
  }

  public void setOpenAfter(Duration openAfter) {
    this.openAfter = openAfter;
  }

  public Duration getCloseAfter() {
    return closeAfter;
  }

  public void setCloseAfter(Duration closeAfter) {
    this.closeAfter = closeAfter;
  }

  public String getEvent() {
    return event;
  }

  public void setEvent(String event) {
    if (!Set.of("opened", "closed", "both").contains(event.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "incidents: event must be opened, closed or both: " + event);
    }
    this.event = event;
  }

  public String getConsumer() {
    return consumer;
  }

  public void setConsumer(String consumer) {
    this.consumer = consumer;
  }

  public Duration getInterval() {
    return interval;
  }

  public void setInterval(Duration interval) {
    this.interval = interval;
  }

  public Duration getBackoff() {
    return backoff;
  }

  public void setBackoff(Duration backoff) {
    this.backoff = backoff;
  }

  public Duration getMaxBackoff() {
    return maxBackoff;
  }

  public void setMaxBackoff(Duration maxBackoff) {
    this.maxBackoff = maxBackoff;
  }
}
