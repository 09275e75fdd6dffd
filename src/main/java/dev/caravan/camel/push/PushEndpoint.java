package dev.caravan.camel.push;

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
import org.jspecify.annotations.Nullable;

/** Broadcast each message to the WebSocket viewers of one path of the web port, or talk to each. */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "push",
    title = "Push",
    syntax = "push:path",
    producerOnly = true,
    category = {Category.HTTP})
public class PushEndpoint extends DefaultEndpoint {
  @UriPath(description = "Path that viewers connect to, such as /ws/dashboard.")
  @Metadata(required = true)
  private String path = "";

  @UriParam(
      defaultValue = "20",
      description = "Viewers connected at a time; one more is told to come later.")
  private int maxViewers = 20;

  @UriParam(
      defaultValue = "12h",
      javaType = "java.time.Duration",
      description = "How long one viewer may stay.")
  private Duration sessionLimit = Duration.ofHours(12);

  @UriParam(
      defaultValue = "10s",
      javaType = "java.time.Duration",
      description = "How long one message may be on its way before its viewer is dropped.")
  private Duration slowAfter = Duration.ofSeconds(10);

  @UriParam(
      description =
          "Bean that talks to each viewer alone; each message is then only the time to do so, and"
              + " its body is not sent.")
  private @Nullable Conversations conversations;

  public PushEndpoint(String uri, PushComponent component) {
    super(uri, component);
  }

  @Override
  public Producer createProducer() {
    if (path.isEmpty()) {
      throw new IllegalArgumentException(
          "push needs a path: uri=" + getEndpointUri() + "; add path: /ws/name");
    }
    return new PushProducer(
        this,
        ((PushComponent) getComponent()).hubs(),
        path,
        conversations,
        new PushLimits(maxViewers, sessionLimit, slowAfter));
  }

  @Override
  public Consumer createConsumer(Processor processor) {
    throw new UnsupportedOperationException(
        "push only sends: path=" + path + "; what viewers say goes to its conversations");
  }

  public String getPath() {
    return path;
  }

  /** Path that viewers connect to; a missing leading slash is added. */
  public void setPath(String path) {
    this.path = path.startsWith("/") ? path : "/" + path;
  }

  public @Nullable Conversations getConversations() {
    return conversations;
  }

  /** Bean that talks to each viewer alone, in place of sending each message's body to all. */
  public void setConversations(@Nullable Conversations conversations) {
    this.conversations = conversations;
  }

  public int getMaxViewers() {
    return maxViewers;
  }

  /** Viewers connected at a time; one more is told to come later. */
  public void setMaxViewers(int maxViewers) {
    this.maxViewers = maxViewers;
  }

  public Duration getSessionLimit() {
    return sessionLimit;
  }

  /** How long one viewer may stay. */
  public void setSessionLimit(Duration sessionLimit) {
    this.sessionLimit = sessionLimit;
  }

  public Duration getSlowAfter() {
    return slowAfter;
  }

  /** How long one message may be on its way before its viewer is dropped. */
  public void setSlowAfter(Duration slowAfter) {
    this.slowAfter = slowAfter;
  }
}
