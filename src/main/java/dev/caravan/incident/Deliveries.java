package dev.caravan.incident;

import dev.caravan.incident.IncidentEvent.Kind;
import dev.caravan.incident.IncidentLine.Ref;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
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

  /**
   * One event that a consumer was not told yet.
   *
   * @param isAttempted whether it may have been told
   */
  record Pending(Ref ref, IncidentEvent event, Instant at, boolean isAttempted) {}

  /** One consumer: what it wants, what it was not told yet, in order, and what perhaps was. */
  private record Consumer(Set<Kind> events, LinkedHashSet<Ref> pending, Set<Ref> attempted) {
    void told(Ref event) {
      pending.remove(event);
      attempted.remove(event);
    }
  }

  private final TreeMap<Long, Incident> incidents = new TreeMap<>();
  private final Map<String, Long> openByKey = new LinkedHashMap<>();
  private final LinkedHashMap<Ref, Instant> events = new LinkedHashMap<>();
  private final Map<String, Consumer> consumers = new LinkedHashMap<>();
  private Optional<IncidentLine.Muted> muted = Optional.empty();
  private long nextId = 1;

  /** Replays one line; what does not fit, such as closing an unknown incident, changes nothing. */
  void apply(IncidentLine line) {
    if (line instanceof IncidentLine.Header header) {
      nextId = Math.max(nextId, header.nextId());
    } else if (line instanceof IncidentLine.Consumer consumer) {
      attach(consumer);
    } else if (line instanceof IncidentLine.Opened opened) {
      open(opened);
    } else if (line instanceof IncidentLine.Grown grown) {
      grow(grown);
    } else if (line instanceof IncidentLine.Closed closed) {
      close(closed);
    } else if (line instanceof IncidentLine.Noted noted) {
      note(noted);
    } else if (line instanceof IncidentLine.Muted interval) {
      muted = Optional.of(interval);
    } else if (line instanceof IncidentLine.Attempted attempted) {
      attempt(attempted);
    } else if (line instanceof IncidentLine.Delivered delivered) {
      Consumer consumer = consumers.get(delivered.consumer());
      if (consumer != null) {
        consumer.told(delivered.event());
      }
    }
  }

  private void attach(IncidentLine.Consumer line) {
    Consumer known = consumers.get(line.name());
    LinkedHashSet<Ref> pending = new LinkedHashSet<>();
    Set<Ref> attempted = new HashSet<>();
    if (known != null) {
      pending.addAll(known.pending);
      attempted.addAll(known.attempted);
    } else {
      openByKey.values().forEach(id -> pending.add(new Ref(id, Kind.OPENED)));
    }
    pending.removeIf(ref -> !line.events().contains(ref.kind()));
    consumers.put(line.name(), new Consumer(line.events(), pending, attempted));
  }

  private void open(IncidentLine.Opened line) {
    if (incidents.containsKey(line.id()) || openByKey.containsKey(line.key())) {
      return;
    }
    remember(
        new Incident(
            line.id(),
            line.key(),
            line.severity(),
            line.at(),
            Optional.empty(),
            line.sentence(),
            line.nextStep(),
            line.times()));
    openByKey.put(line.key(), line.id());
    happened(new Ref(line.id(), Kind.OPENED), line.at());
  }

  /** Whoever was not told of the opening is told of it as it is now, and of no growth. */
  private void grow(IncidentLine.Grown line) {
    Incident incident = incidents.get(line.id());
    if (incident == null || !incident.isOpen()) {
      return;
    }
    incidents.put(line.id(), incident.saying(line.sentence()));
    forgetGrowth(line.id());
    Ref grown = new Ref(line.id(), Kind.GROWN, line.part());
    events.put(grown, line.at());
    for (Consumer consumer : consumers.values()) {
      if (consumer.events.contains(Kind.GROWN)
          && !consumer.pending.contains(new Ref(line.id(), Kind.OPENED))) {
        consumer.pending.add(grown);
      }
    }
  }

  private void forgetGrowth(long id) {
    events.keySet().removeIf(ref -> ref.id() == id && ref.kind() == Kind.GROWN);
    consumers
        .values()
        .forEach(
            consumer ->
                consumer.pending.removeIf(ref -> ref.id() == id && ref.kind() == Kind.GROWN));
  }

  private void close(IncidentLine.Closed line) {
    Incident incident = incidents.get(line.id());
    if (incident == null || !incident.isOpen()) {
      return;
    }
    incidents.put(line.id(), incident.closed(line.at(), line.times()));
    openByKey.remove(incident.key());
    forgetGrowth(line.id());
    happened(new Ref(line.id(), Kind.CLOSED), line.at());
  }

  private void note(IncidentLine.Noted line) {
    if (incidents.containsKey(line.id())) {
      return;
    }
    remember(
        new Incident(
            line.id(),
            line.key(),
            Incident.Severity.INFO,
            line.at(),
            Optional.of(line.at()),
            line.title(),
            line.text()));
    happened(new Ref(line.id(), Kind.NOTE), line.at());
  }

  private void attempt(IncidentLine.Attempted line) {
    Consumer consumer = consumers.get(line.consumer());
    if (consumer == null) {
      return;
    }
    if (line.failed()) {
      consumer.attempted.remove(line.event());
    } else if (consumer.pending.contains(line.event())) {
      consumer.attempted.add(line.event());
    }
  }

  private void remember(Incident incident) {
    incidents.put(incident.id(), incident);
    nextId = Math.max(nextId, incident.id() + 1);
  }

  private void happened(Ref event, Instant at) {
    events.put(event, at);
    for (Consumer consumer : consumers.values()) {
      if (consumer.events.contains(event.kind())) {
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

  Optional<IncidentLine.Muted> muted() {
    return muted;
  }

  Optional<Incident> openOf(String key) {
    return Optional.ofNullable(openByKey.get(key)).map(incidents::get);
  }

  /** How often this incident has grown. */
  int parts(long id) {
    return events.keySet().stream()
        .filter(ref -> ref.id() == id)
        .mapToInt(Ref::part)
        .max()
        .orElse(0);
  }

  /** In the order in which they were opened. */
  List<Incident> open() {
    return openByKey.values().stream().sorted().map(incidents::get).toList();
  }

  /** Newest first, notes included. */
  List<Incident> recent() {
    return List.copyOf(incidents.descendingMap().values());
  }

  boolean wants(String consumer, Set<Kind> kinds) {
    Consumer known = consumers.get(consumer);
    return known != null && known.events.equals(kinds);
  }

  /** In order. */
  List<Pending> pending(String consumer) {
    Consumer known = consumers.get(consumer);
    if (known == null) {
      return List.of();
    }
    List<Pending> pending = new ArrayList<>();
    for (Ref ref : known.pending) {
      Incident incident = incidents.get(ref.id());
      if (incident != null) {
        pending.add(
            new Pending(
                ref,
                new IncidentEvent(ref.kind(), incident, ref.part()),
                events.getOrDefault(ref, incident.openedAt()),
                known.attempted.contains(ref)));
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
    Set<Long> ids = new HashSet<>();
    forgotten.forEach(incident -> ids.add(incident.id()));
    incidents.keySet().removeAll(ids);
    events.keySet().removeIf(ref -> ids.contains(ref.id()));
    for (Consumer consumer : consumers.values()) {
      consumer.pending.removeIf(ref -> ids.contains(ref.id()));
      consumer.attempted.removeIf(ref -> ids.contains(ref.id()));
    }
  }

  /** The lines that make exactly this state. */
  List<IncidentLine> lines() {
    List<IncidentLine> lines = new ArrayList<>();
    lines.add(new IncidentLine.Header(nextId));
    muted.ifPresent(lines::add);
    // At the top, where nothing is open: so each consumer is owed every event that follows.
    consumers.forEach(
        (name, consumer) -> lines.add(new IncidentLine.Consumer(name, consumer.events)));
    events.forEach(
        (ref, at) -> {
          Incident incident = incidents.get(ref.id());
          if (incident != null) {
            lines.add(line(ref, at, incident));
            consumers.forEach((name, consumer) -> delivery(name, consumer, ref, at, lines));
          }
        });
    return lines;
  }

  private static IncidentLine line(Ref ref, Instant at, Incident incident) {
    return switch (ref.kind()) {
      case OPENED ->
          new IncidentLine.Opened(
              incident.id(),
              incident.key(),
              incident.severity(),
              at,
              incident.sentence(),
              incident.nextStep(),
              incident.times());
      case GROWN -> new IncidentLine.Grown(ref.id(), ref.part(), at, incident.sentence());
      case CLOSED -> new IncidentLine.Closed(ref.id(), at, incident.times());
      case NOTE ->
          new IncidentLine.Noted(
              ref.id(), incident.key(), at, incident.sentence(), incident.nextStep());
    };
  }

  private static void delivery(
      String name, Consumer consumer, Ref ref, Instant at, List<IncidentLine> lines) {
    if (!consumer.events.contains(ref.kind())) {
      return;
    }
    if (!consumer.pending.contains(ref)) {
      lines.add(new IncidentLine.Delivered(name, ref, at, Optional.empty()));
    } else if (consumer.attempted.contains(ref)) {
      lines.add(new IncidentLine.Attempted(name, ref, false));
    }
  }
}
