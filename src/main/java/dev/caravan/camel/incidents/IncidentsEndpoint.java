package dev.caravan.camel.incidents;

import dev.caravan.incident.IncidentEvent.Kind;
import dev.caravan.incident.QuietHours;
import dev.caravan.incident.WatchRules;
import java.time.Duration;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

  private static final List<String> EVENTS = List.of("opened", "closed", "both", "notes", "all");

  @UriPath(description = "A name for the reader; may be left out.")
  @Metadata
  private String name = "incidents";

  @UriParam(
      label = "producer",
      description = "How long a critical check must be down before its incident opens.",
      defaultValue = "2s",
      javaType = "java.time.Duration")
  private Duration openAfter = Duration.ofSeconds(2);

  @UriParam(
      label = "producer",
      description = "How long a critical check must be up before its incident closes.",
      defaultValue = "5s",
      javaType = "java.time.Duration")
  private Duration closeAfter = Duration.ofSeconds(5);

  @UriParam(
      label = "producer",
      description = "How long any other check must be down before its incident opens.",
      defaultValue = "30s",
      javaType = "java.time.Duration")
  private Duration warningOpenAfter = Duration.ofSeconds(30);

  @UriParam(
      label = "producer",
      description = "How long any other check must be up before its incident closes.",
      defaultValue = "1m",
      javaType = "java.time.Duration")
  private Duration warningCloseAfter = Duration.ofMinutes(1);

  @UriParam(
      label = "producer",
      description =
          "From so many openings within the cooldown on a check is flapping: one incident that is"
              + " open until the check was up for the whole cooldown.",
      defaultValue = "3")
  private int flappingTimes = 3;

  @UriParam(
      label = "producer",
      description =
          "How long a flapping check must be up before its incident closes, and the least time"
              + " between two messages that an open incident has grown.",
      defaultValue = "10m",
      javaType = "java.time.Duration")
  private Duration cooldown = Duration.ofMinutes(10);

  @UriParam(
      label = "consumer",
      description = "Which events are delivered; what has grown counts as opened.",
      enums = "opened,closed,both,notes,all",
      defaultValue = "all")
  private String event = "all";

  @UriParam(
      label = "consumer",
      description =
          "Hours like 23:00-07:00 in which only critical incidents are told at once, the others"
              + " together afterwards; none for none.",
      defaultValue = "none")
  private String quietHours = "none";

  @UriParam(
      label = "consumer",
      description =
          "The time zone of the quiet hours, like Europe/Berlin; system for the machine's.",
      defaultValue = "system")
  private String zone = "system";

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
      case "opened" -> EnumSet.of(Kind.OPENED, Kind.GROWN);
      case "closed" -> EnumSet.of(Kind.CLOSED);
      case "both" -> EnumSet.complementOf(EnumSet.of(Kind.NOTE));
      case "notes" -> EnumSet.of(Kind.NOTE);
      default -> EnumSet.allOf(Kind.class);
    };
  }

  WatchRules rules() {
    return new WatchRules(
        openAfter, closeAfter, warningOpenAfter, warningCloseAfter, flappingTimes, cooldown);
  }

  Optional<QuietHours> quiet() {
    return QuietHours.parse(
        quietHours, zone.equals("system") ? ZoneId.systemDefault() : ZoneId.of(zone));
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

  public Duration getWarningOpenAfter() {
    return warningOpenAfter;
  }

  public void setWarningOpenAfter(Duration warningOpenAfter) {
    this.warningOpenAfter = warningOpenAfter;
  }

  public Duration getWarningCloseAfter() {
    return warningCloseAfter;
  }

  public void setWarningCloseAfter(Duration warningCloseAfter) {
    this.warningCloseAfter = warningCloseAfter;
  }

  public int getFlappingTimes() {
    return flappingTimes;
  }

  public void setFlappingTimes(int flappingTimes) {
    this.flappingTimes = flappingTimes;
  }

  public Duration getCooldown() {
    return cooldown;
  }

  public void setCooldown(Duration cooldown) {
    this.cooldown = cooldown;
  }

  public String getQuietHours() {
    return quietHours;
  }

  public void setQuietHours(String quietHours) {
    this.quietHours = quietHours;
  }

  public String getZone() {
    return zone;
  }

  public void setZone(String zone) {
    this.zone = zone;
  }

  public String getEvent() {
    return event;
  }

  public void setEvent(String event) {
    if (!EVENTS.contains(event.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "incidents: event must be one of " + EVENTS + ": " + event);
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
