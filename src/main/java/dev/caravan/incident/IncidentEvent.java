package dev.caravan.incident;

import static java.util.Objects.requireNonNull;

/**
 * One thing to tell a person: an incident was opened, has grown, or was closed.
 *
 * @param kind what happened
 * @param incident as it is now: an opened event that is told late may hold a closed incident
 * @param part how often it had grown then
 */
public record IncidentEvent(Kind kind, Incident incident, int part) {

  /** What happened to the incident. */
  public enum Kind {
    OPENED,
    /** It concerns many more than when it was told last. */
    GROWN,
    CLOSED,
    /** No incident: a text that everybody is told once, such as the daily digest. */
    NOTE
  }

  public IncidentEvent {
    requireNonNull(kind, "kind");
    requireNonNull(incident, "incident");
  }

  /** Of an incident that did not grow. */
  public IncidentEvent(Kind kind, Incident incident) {
    this(kind, incident, 0);
  }

  public boolean isOpened() {
    return kind == Kind.OPENED;
  }

  /** Worth waking somebody for; that it is over lets them sleep again. */
  boolean isUrgent() {
    return kind != Kind.NOTE && incident.severity() == Incident.Severity.CRITICAL;
  }

  IncidentLine.Ref ref() {
    return new IncidentLine.Ref(incident.id(), kind, part);
  }
}
