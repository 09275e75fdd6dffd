package dev.caravan.incident;

import dev.caravan.incident.Deliveries.Pending;
import dev.caravan.incident.IncidentEvent.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides what a consumer is told next.
 *
 * <p>In quiet hours only what is critical; while muted nothing. What was held back so is told
 * together afterwards, in one message. Everything else is told one by one, in order.
 *
 * @param quiet hours of the day; empty for none
 * @param muted the last time nobody was to be told anything
 */
record DeliveryOrder(Optional<QuietHours> quiet, Optional<IncidentLine.Muted> muted) {

  Optional<Notice> next(List<Pending> pending, Instant now) {
    if (isMuted(now)) {
      return Optional.empty();
    }
    if (isQuiet(now)) {
      return pending.stream()
          .filter(event -> event.event().isUrgent())
          .findFirst()
          .map(event -> notice(List.of(event)));
    }
    List<Pending> held =
        pending.stream().takeWhile(this::wasHeldBack).limit(Notice.MAX_EVENTS).toList();
    return held.size() > 1
        ? Optional.of(notice(held))
        : pending.stream().findFirst().map(event -> notice(List.of(event)));
  }

  private boolean wasHeldBack(Pending pending) {
    return pending.event().kind() != Kind.NOTE
        && (isMuted(pending.at()) || isQuiet(pending.at()) && !pending.event().isUrgent());
  }

  private boolean isMuted(Instant moment) {
    return muted.isPresent()
        && !moment.isBefore(muted.get().from())
        && moment.isBefore(muted.get().until());
  }

  private boolean isQuiet(Instant moment) {
    return quiet.isPresent() && quiet.get().contains(moment);
  }

  private static Notice notice(List<Pending> pending) {
    return new Notice(
        pending.stream().map(Pending::event).toList(),
        pending.stream().anyMatch(Pending::isAttempted));
  }
}
