package dev.caravan.incident;

import dev.caravan.incident.Incident.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What is told in one message: one event, or several that were held back.
 *
 * @param events at least one, in order
 * @param isRepeated whether it may have been told before, by a process that died meanwhile
 */
public record Notice(List<IncidentEvent> events, boolean isRepeated) {

  /** No more events than this are told in one message. */
  public static final int MAX_EVENTS = 20;

  public Notice {
    events = List.copyOf(events);
    if (events.isEmpty()) {
      throw new IllegalArgumentException("a notice has at least one event");
    }
  }

  /** Of one event. */
  public static Notice of(IncidentEvent event) {
    return new Notice(List.of(event), false);
  }

  /** The only event, or the first of those collected. */
  public IncidentEvent first() {
    return events.get(0);
  }

  /** Whether several events that were held back are told together. */
  public boolean isCollected() {
    return events.size() > 1;
  }

  /** In one word: {@code opened grown closed note collected}. */
  public String word() {
    return isCollected() ? "collected" : first().kind().name().toLowerCase(Locale.ROOT);
  }

  /** Of the most urgent event. */
  public Severity severity() {
    return events.stream()
        .map(event -> event.incident().severity())
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }
}
