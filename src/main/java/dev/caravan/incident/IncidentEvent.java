package dev.caravan.incident;

import static java.util.Objects.requireNonNull;

/**
 * One thing to tell a person: an incident was opened, or it was closed.
 *
 * @param kind what happened
 * @param incident as it is now: an opened event that is told late may hold a closed incident
 */
public record IncidentEvent(Kind kind, Incident incident) {

  /** What happened to the incident. */
  public enum Kind {
    OPENED,
    CLOSED
  }

  public IncidentEvent {
    requireNonNull(kind, "kind");
    requireNonNull(incident, "incident");
  }

  public boolean isOpened() {
    return kind == Kind.OPENED;
  }
}
