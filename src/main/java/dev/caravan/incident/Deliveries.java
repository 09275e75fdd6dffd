package dev.caravan.incident;

import dev.caravan.incident.IncidentEvent.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Knows what happened and who has not been told: the state that the lines of an incident file make.
 *
 * <p>Not thread-safe; guarded by its {@link IncidentLog}.
 */
final class Deliveries {

  /** Names one event. */
  record Ref(long id, Kind kind) {}

  /** One consumer: what it wants, and what it was not told yet, in order. */
  private record Consumer(Set<Kind> events, LinkedHashSet<Ref> pending) {}

  private final TreeMap<Long, Incident> incidents = new TreeMap<>();
  private final Map<String, Long> openByKey = new LinkedHashMap<>();
  private final LinkedHashSet<Ref> events = new LinkedHashSet<>();
  private final Map<String, Consumer> consumers = new LinkedHashMap<>();
  private long nextId = 1;

  /** Replays one line; what does not fit, such as closing an unknown incident, changes nothing. */
  void apply(IncidentLine line) {
    if (line instanceof IncidentLine.Header header) {
      nextId = Math.max(nextId, header.nextId());
    } else if (line instanceof IncidentLine.Consumer consumer) {
      attach(consumer);
    } else if (line instanceof IncidentLine.Opened opened) {
      open(opened);
    } else if (line instanceof IncidentLine.Closed closed) {
      close(closed);
    } else if (line instanceof IncidentLine.Delivered delivered) {
      Consumer consumer = consumers.get(delivered.consumer());
      if (consumer != null) {
        consumer.pending.remove(new Ref(delivered.id(), delivered.event()));
      }
    }
  }

  private void attach(IncidentLine.Consumer line) {
    Consumer known = consumers.get(line.name());
    LinkedHashSet<Ref> pending = new LinkedHashSet<>();
    if (known != null) {
      pending.addAll(known.pending);
    } else {
      openByKey.values().forEach(id -> pending.add(new Ref(id, Kind.OPENED)));
    }
    pending.removeIf(ref -> !line.events().contains(ref.kind));
    consumers.put(line.name(), new Consumer(line.events(), pending));
  }

  private void open(IncidentLine.Opened line) {
    if (incidents.containsKey(line.id()) || openByKey.containsKey(line.key())) {
      return;
    }
    incidents.put(
        line.id(),
        new Incident(
            line.id(),
            line.key(),
            line.severity(),
            line.at(),
            Optional.empty(),
            line.sentence(),
            line.nextStep()));
    openByKey.put(line.key(), line.id());
    nextId = Math.max(nextId, line.id() + 1);
    happened(new Ref(line.id(), Kind.OPENED));
  }

  private void close(IncidentLine.Closed line) {
    Incident incident = incidents.get(line.id());
    if (incident == null || !incident.isOpen()) {
      return;
    }
    incidents.put(
        line.id(),
        new Incident(
            incident.id(),
            incident.key(),
            incident.severity(),
            incident.openedAt(),
            Optional.of(line.at()),
            incident.sentence(),
            incident.nextStep()));
    openByKey.remove(incident.key());
    happened(new Ref(line.id(), Kind.CLOSED));
  }

  private void happened(Ref event) {
    events.add(event);
    for (Consumer consumer : consumers.values()) {
      if (consumer.events.contains(event.kind)) {
        consumer.pending.add(event);
      }
    }
  }

  long nextId() {
    return nextId;
  }

  int size() {
    return incidents.size();
  }

  Optional<Incident> openOf(String key) {
    return Optional.ofNullable(openByKey.get(key)).map(incidents::get);
  }

  /** In the order in which they were opened. */
  List<Incident> open() {
    return incidents.values().stream().filter(Incident::isOpen).toList();
  }

  /** Newest first. */
  List<Incident> recent(int limit) {
    return incidents.descendingMap().values().stream().limit(limit).toList();
  }

  boolean wants(String consumer, Set<Kind> kinds) {
    Consumer known = consumers.get(consumer);
    return known != null && known.events.equals(kinds);
  }

  List<IncidentEvent> pending(String consumer, int limit) {
    Consumer known = consumers.get(consumer);
    if (known == null) {
      return List.of();
    }
    List<IncidentEvent> pending = new ArrayList<>();
    for (Ref ref : known.pending) {
      Incident incident = incidents.get(ref.id);
      if (incident != null && pending.size() < limit) {
        pending.add(new IncidentEvent(ref.kind, incident));
      }
    }
    return pending;
  }

  int pendingCount(String consumer) {
    Consumer known = consumers.get(consumer);
    return known == null ? 0 : known.pending.size();
  }

  /** Forgets these incidents altogether, also where somebody was not told of them. */
  void forget(List<Incident> forgotten) {
    for (Incident incident : forgotten) {
      incidents.remove(incident.id());
      for (Kind kind : Kind.values()) {
        Ref ref = new Ref(incident.id(), kind);
        events.remove(ref);
        consumers.values().forEach(consumer -> consumer.pending.remove(ref));
      }
    }
  }

  /** The lines that make exactly this state. */
  List<IncidentLine> lines() {
    List<IncidentLine> lines = new ArrayList<>();
    lines.add(new IncidentLine.Header(nextId));
    // At the top, where nothing is open: so each consumer is owed every event that follows.
    consumers.forEach(
        (name, consumer) -> lines.add(new IncidentLine.Consumer(name, consumer.events)));
    for (Ref ref : events) {
      Incident incident = incidents.get(ref.id);
      if (incident == null) {
        continue;
      }
      if (ref.kind == Kind.OPENED) {
        lines.add(
            new IncidentLine.Opened(
                incident.id(),
                incident.key(),
                incident.severity(),
                incident.openedAt(),
                incident.sentence(),
                incident.nextStep()));
      } else {
        lines.add(
            new IncidentLine.Closed(
                incident.id(), incident.closedAt().orElse(incident.openedAt())));
      }
      consumers.forEach(
          (name, consumer) -> {
            if (consumer.events.contains(ref.kind) && !consumer.pending.contains(ref)) {
              lines.add(
                  new IncidentLine.Delivered(
                      name, ref.kind, ref.id, incident.openedAt(), Optional.empty()));
            }
          });
    }
    return lines;
  }
}
